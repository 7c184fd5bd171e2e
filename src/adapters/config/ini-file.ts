/** Sections of an INI file as Python's configparser reads them: section → option (lower case) → value lines joined by `\n`. */
export type IniFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Continuation lines are indented; `#` and `;` begin comments on lines of their own. Lines that fit nowhere are passed over. */
export function parseIni(text: string): IniFile {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | null = null;
  let option: string | null = null;
  for (const line of text.split(/\r\n|\n|\r/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (/^\s/u.test(line) && section !== null && option !== null) {
      section.set(option, `${section.get(option) ?? ''}\n${trimmed}`);
      continue;
    }
    const header = /^\[([^\]]+)\]/u.exec(line);
    if (header?.[1] !== undefined) {
      section = sections.get(header[1]) ?? new Map<string, string>();
      sections.set(header[1], section);
      option = null;
      continue;
    }
    const separator = /[=:]/u.exec(line);
    if (section === null || separator === null) continue;
    option = line.slice(0, separator.index).trim().toLowerCase();
    section.set(option, line.slice(separator.index + 1).trim());
  }
  return sections;
}
