import {
  acksFailures,
  autoAckOf,
  callbacksOf,
  defineRule,
  isAck,
  isInsideLoop,
  messagingFact,
  placeAt,
  readersOf,
  workAfterAck,
  workHandedOver,
  workOf,
} from '#rule-kit';
import type { CallSite, EvidencePlace, FunctionModel, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Message acknowledged before it is processed',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    'auto-ack':
      '`{setting}` acknowledges every message on delivery: when `{work}` fails, the message is gone.',
    'auto-commit':
      '`{consumer}` commits offsets on a timer: a message can count as done before `{work}` has run.',
    'ack-first': '`{ack}` runs before `{work}`: when that fails, the message is gone.',
    'handed-over': '`{ack}` does not wait for `{work}`: when that fails, the message is gone.',
    'ack-regardless': '`{ack}` in `finally` also acknowledges messages whose processing failed.',
  },
  library: 'manual acknowledgement after the commit, an idempotent consumer, a dead-letter queue',
  create({ knowledge, report }) {
    return {
      call(call) {
        const fact = messagingFact(call, knowledge);
        if (fact?.autoAck !== undefined) {
          const auto = autoAckOf(call, fact.autoAck);
          if (auto === null) return;
          if (fact.autoAck.default) reportCommits(call, fact.returns ?? '');
          else reportDeliveries(call, auto.setting);
        } else if (fact !== null && isAck(call, knowledge)) {
          reportAck(call);
        }
      },
    };

    function reportDeliveries(call: CallSite, setting: string): void {
      const callbacks = callbacksOf(call);
      const readers =
        callbacks.length > 0 ? callbacks : call.function === null ? [] : [call.function];
      const work = firstWork(readers, knowledge);
      if (work === null || (callbacks.length === 0 && work.origin.index < call.index)) return;
      const place = placeAt(call, call.argument(setting) ?? call.expr.callee);
      const params = { setting: `${setting}=True`, work: work.origin.text };
      const fixCode = `${setting}=False  # and acknowledge when the work is stored`;
      report(place, 'auto-ack', params, { evidence: [did(work.origin)], fixCode });
    }

    function reportCommits(call: CallSite, type: string): void {
      const readers = readersOf(call, type);
      if (readers.some((fn) => fn.calls.some((other) => isAck(other, knowledge)))) return;
      const work = firstWork(readers, knowledge, isInsideLoop);
      if (work === null) return;
      const params = { consumer: call.text, work: work.origin.text };
      const details = { severity: 'medium', evidence: [did(work.origin)] } as const;
      report(placeAt(call, call.expr.callee), 'auto-commit', params, details);
    }

    function reportAck(ack: CallSite): void {
      if (acksFailures(ack, knowledge)) {
        report(ack, 'ack-regardless', { ack: ack.text }, { severity: 'medium' });
        return;
      }
      const started = workHandedOver(ack, knowledge);
      const later = started ?? workAfterAck(ack, knowledge)?.origin ?? null;
      if (later === null) return;
      const evidence = [did(later)];
      const params = { ack: ack.text, work: later.text };
      if (started === null) report(ack, 'ack-first', params, { evidence });
      else report(ack, 'handed-over', params, { evidence, confidence: 'medium' });
    }
  },
});

function did(work: CallSite): EvidencePlace {
  return { place: work, note: `\`${work.text}\` is what the message is for` };
}

/** The first thing that these functions do outside the process. */
function firstWork(
  readers: readonly FunctionModel[],
  knowledge: Knowledge,
  counts: (call: CallSite) => boolean = () => true,
) {
  for (const fn of readers) {
    const work = workOf(fn, knowledge).find(({ origin }) => counts(origin));
    if (work !== undefined) return work;
  }
  return null;
}
