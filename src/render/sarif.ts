import { canonicalJson } from '../domain/canonical-json.ts';
import type { ClassifiedFinding, Evidence, FindingStatus, Severity } from '../domain/finding.ts';
import { compareText } from '../domain/order.ts';
import type { Review } from '../domain/review.ts';
import type { LoadedRule } from '../engine/loaded-rule.ts';
import { firstParagraph, withCaptionedFences } from '../engine/message-text.ts';
import type { Tool } from './tool.ts';

/** Version 2.1.0 with what GitHub code scanning reads. */
export interface SarifOptions {
  readonly tool: Tool;
  readonly rules: readonly LoadedRule[];
  /** True when a base was compared: results then tell what is new. */
  readonly hasBase: boolean;
}

type SarifLevel = 'error' | 'warning' | 'note';

const LEVELS: Readonly<Record<Severity, SarifLevel>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** How GitHub sorts alerts of the dimension security: https://docs.github.com/en/code-security (security-severity). */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.0',
  low: '2.0',
};

const BASELINE_STATES: Readonly<Record<FindingStatus, string>> = {
  introduced: 'new',
  worsened: 'updated',
  inherited: 'unchanged',
  fixed: 'absent',
};

/** Fixed findings are left out: who reads SARIF shows every result as present. */
export function renderSarif(review: Review, options: SarifOptions): string {
  const findings = review.findings.filter((finding) => finding.status !== 'fixed');
  const ruleIds = [...new Set(findings.map((finding) => finding.rule))].sort(compareText);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: options.tool.name,
            semanticVersion: options.tool.version,
            rules: ruleIds.map((id) => descriptorOf(id, options.rules)),
          },
        },
        automationDetails: { id: 'lintel/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          SRCROOT: { description: { text: 'The root of the reviewed tree.' } },
        },
        invocations: [invocationOf(review)],
        results: findings.map((finding) => resultOf(finding, ruleIds, options.hasBase)),
        properties: { verdict: review.verdict, score: review.score.value, digest: review.digest },
      },
    ],
  };
  return `${canonicalJson(log)}\n`;
}

function descriptorOf(id: string, rules: readonly LoadedRule[]): object {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) return { id, shortDescription: { text: id.replaceAll('-', ' ') } };
  const { title, severity, precision } = rule.definition;
  const markdown = withCaptionedFences(rule.page.markdown);
  const isSecurity = rule.dimension === 'security';
  return {
    id,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: firstParagraph(rule.page.whatIsWrong) },
    help: { text: markdown, markdown },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ['architecture', rule.dimension],
      precision,
      'problem.severity': LEVELS[severity] === 'note' ? 'recommendation' : LEVELS[severity],
      ...(isSecurity ? { 'security-severity': SECURITY_SEVERITIES[severity] } : {}),
    },
  };
}

function resultOf(
  finding: ClassifiedFinding,
  ruleIds: readonly string[],
  hasBase: boolean,
): object {
  const { symbol, evidence } = finding;
  return {
    ruleId: finding.rule,
    ruleIndex: ruleIds.indexOf(finding.rule),
    kind: 'fail',
    level: LEVELS[finding.severity],
    message: { text: messageText(finding.message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(finding.path),
          region: {
            startLine: finding.line,
            startColumn: finding.column,
            endLine: Math.max(finding.line, finding.endLine),
          },
        },
        ...(symbol === ''
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: symbol, kind: 'member' }] }),
      },
    ],
    ...(evidence.length === 0 ? {} : { relatedLocations: evidence.map(relatedLocationOf) }),
    partialFingerprints: { 'lintelFingerprint/v1': finding.fingerprint },
    ...(hasBase ? { baselineState: BASELINE_STATES[finding.status] } : {}),
    properties: {
      confidence: finding.confidence,
      dimension: finding.dimension,
      severity: finding.severity,
      side: finding.side,
    },
  };
}

function relatedLocationOf(evidence: Evidence, index: number): object {
  return {
    id: index + 1,
    message: { text: messageText(evidence.note) },
    physicalLocation: {
      artifactLocation: artifactOf(evidence.path),
      region: { startLine: evidence.line },
    },
  };
}

/** `[text](1)` in a message would be a link to a location. */
function messageText(text: string): string {
  return text.replaceAll('](', '] (');
}

function artifactOf(path: string): object {
  const uri = path
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/');
  return { uri, uriBaseId: 'SRCROOT' };
}

/** What was not analysed: a reader must not take silence for a clean file. */
function invocationOf(review: Review): object {
  const { skipped, crashedRules } = review.coverage;
  const notifications = [
    ...skipped.map(({ path, reason }) => ({
      level: 'warning',
      message: { text: messageText(`Not analysed, or only in part: ${reason}.`) },
      locations: [{ physicalLocation: { artifactLocation: artifactOf(path) } }],
    })),
    ...crashedRules.map(({ rule, message }) => ({
      level: 'error',
      message: { text: messageText(`The rule ${rule} crashed: ${message}`) },
    })),
  ];
  return { executionSuccessful: true, toolExecutionNotifications: notifications };
}
