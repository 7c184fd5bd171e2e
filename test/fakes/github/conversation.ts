/** The issue comments of a pull request. */
import type { Account } from './accounts.ts';
import { validationFailed } from './api-error.ts';
import { nodeId } from './ids.ts';
import type { SimulatedPullRequest } from './pull-request.ts';
import { issueCommentPayload } from './shapes/payloads.ts';

export interface IssueComment {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  readonly reactions: { readonly content: string; readonly author: Account; readonly id: number }[];
  minimized: string | undefined;
}

const maxBody = 65_536;

export function newConversation(pull: SimulatedPullRequest): Conversation {
  return new Conversation(pull);
}

/** Refuses a text that GitHub would refuse as too long or blank. */
export function checkBody(body: string, resource: string): void {
  if (body.trim() === '')
    throw validationFailed([
      { resource, code: 'missing_field', field: 'body', message: "Body can't be blank" },
    ]);
  if (body.length <= maxBody) return;
  throw validationFailed([
    {
      resource,
      code: 'unprocessable',
      field: 'body',
      message: `Body is too long (maximum is ${maxBody} characters)`,
    },
  ]);
}

export class Conversation {
  readonly comments: IssueComment[] = [];
  readonly #pull: SimulatedPullRequest;

  constructor(pull: SimulatedPullRequest) {
    this.#pull = pull;
  }

  /** Adds a comment and waits until issue_comment.created was answered. */
  async comment(author: Account, body: string): Promise<IssueComment> {
    const comment = this.add(author, body);
    await this.#announce(comment);
    return comment;
  }

  /** Adds a comment made through the API; its webhook goes out in the background. */
  post(author: Account, body: string): IssueComment {
    const comment = this.add(author, body);
    this.#pull.repository.world.webhooks.inBackground(this.#announce(comment));
    return comment;
  }

  add(author: Account, body: string): IssueComment {
    checkBody(body, 'IssueComment');
    const { world } = this.#pull.repository;
    const id = world.ids.next('issueComment');
    const at = world.now();
    const comment: IssueComment = {
      id,
      nodeId: nodeId('IC', id),
      author,
      body,
      createdAt: at,
      updatedAt: at,
      reactions: [],
      minimized: undefined,
    };
    this.comments.push(comment);
    world.minimizable.set(comment.nodeId, comment);
    return comment;
  }

  update(comment: IssueComment, body: string): void {
    checkBody(body, 'IssueComment');
    comment.body = body;
    comment.updatedAt = this.#pull.repository.world.now();
  }

  async #announce(comment: IssueComment): Promise<void> {
    const payload = await issueCommentPayload(this.#pull, comment);
    await this.#pull.repository.world.webhooks.send('issue_comment', payload, {
      repository: this.#pull.repository,
    });
  }
}
