import { defineRule, linesMatching, practiceRow } from '#rule-kit';

const TOOL_FILE =
  /(?:^|\/)(?:\.?ruff\.toml|\.flake8|\.?pylintrc|mypy\.ini|\.mypy\.ini|pyrightconfig\.json|\.pre-commit-config\.ya?ml)$/u;
const SETTINGS_FILE = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini)$/u;
const TOOL_SECTION = /^\[(?:tool\.)?(?:ruff|mypy|flake8|pylint|pyright|basedpyright|ty)\b/u;

export default defineRule({
  title: 'No static analysis in the project',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'ruff and mypy in CI',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => module.functions.slice(0, 1),
      evidence: () => [
        ...linesMatching(project, (path) => TOOL_FILE.test(path), /\S/u),
        ...linesMatching(project, (path) => SETTINGS_FILE.test(path), TOOL_SECTION),
      ],
    });
  },
});
