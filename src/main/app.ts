import type { Probot } from 'probot';
import { RERUN_ACTION } from '../adapters/github/check-runs.ts';
import type { AppEvents } from './wiring/app-events.ts';

/** Which webhook asks for what. Everything is decided in the use cases; a handler only says what came. */
export function registerHandlers(app: Probot, events: AppEvents): void {
  app.on(
    [
      'pull_request.opened',
      'pull_request.reopened',
      'pull_request.synchronize',
      'pull_request.ready_for_review',
    ],
    ({ id, payload }) => events.pullRequest(id, payload),
  );
  app.on('pull_request.edited', async ({ id, payload }) => {
    // A new title changes nothing; a new base changes what is compared.
    if (payload.changes.base !== undefined) await events.pullRequest(id, payload);
  });
  app.on('check_run.rerequested', ({ id, payload }) => events.checkRun(id, payload));
  app.on('check_run.requested_action', async ({ id, payload }) => {
    if (payload.requested_action?.identifier === RERUN_ACTION.identifier)
      await events.checkRun(id, payload);
  });
  app.on('check_suite.rerequested', ({ id, payload }) => events.checkSuite(id, payload));
  app.on(
    ['issue_comment.created', 'pull_request_review_comment.created'],
    ({ id, name, payload }) => events.comment(id, name, payload),
  );
  app.on('merge_group.checks_requested', ({ id, payload }) => events.mergeGroup(id, payload));
  app.on(
    ['installation.created', 'installation.unsuspend', 'installation_repositories.added'],
    ({ id, name, payload }) => events.installed(id, name, payload),
  );
  app.on(
    ['installation.deleted', 'installation.suspend', 'installation_repositories.removed'],
    ({ id, name, payload }) => events.uninstalled(id, name, payload),
  );
}
