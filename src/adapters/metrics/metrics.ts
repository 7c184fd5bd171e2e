import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Review } from '../../domain/review.ts';

/** What the service counts, in the form Prometheus reads. */
export interface Metrics {
  delivery(event: string, outcome: 'accepted' | 'duplicate' | 'refused' | 'failed'): void;
  job(outcome: 'done' | 'later' | 'failed'): void;
  review(review: Review, seconds: number): void;
  gitHubRequest(method: string, status: string): void;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

const REVIEW_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** `waiting` is asked at each reading: the depth of the queue as it is then. */
export function createMetrics(waiting: () => Promise<number>): Metrics {
  const registers = [new Registry()];
  const deliveries = new Counter({
    name: 'lintel_deliveries_total',
    help: 'Webhook deliveries by event and outcome',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const jobs = new Counter({
    name: 'lintel_jobs_total',
    help: 'Jobs taken from the queue by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'lintel_review_seconds',
    help: 'Seconds from reading a change to its completed check',
    buckets: REVIEW_SECONDS,
    registers,
  });
  const findings = new Counter({
    name: 'lintel_findings_total',
    help: 'Introduced and worsened findings by severity',
    labelNames: ['severity'],
    registers,
  });
  const requests = new Counter({
    name: 'lintel_github_requests_total',
    help: 'Requests to GitHub by method and status',
    labelNames: ['method', 'status'],
    registers,
  });
  const depth = new Gauge({
    name: 'lintel_queue_waiting',
    help: 'Jobs waiting in the queue',
    registers,
    async collect() {
      this.set(await waiting());
    },
  });
  const registry = registers[0] ?? new Registry();
  registry.registerMetric(depth);
  return {
    contentType: registry.contentType,
    delivery: (event, outcome) => deliveries.inc({ event, outcome }),
    job: (outcome) => jobs.inc({ outcome }),
    review(review, seconds) {
      duration.observe(seconds);
      for (const { status, severity } of review.findings) {
        if (status === 'introduced' || status === 'worsened') findings.inc({ severity });
      }
    },
    gitHubRequest: (method, status) => requests.inc({ method, status }),
    text: () => registry.metrics(),
  };
}
