/** Commits. */
import { expect } from 'vitest';
import { a, atA, atB, b, FIRST, FIRST_EVENT } from '../story.js';
import { fork, once, pending, type Smallest, shows, told } from './telling.js';

export const COMMITS: readonly Smallest[] = [
  shows(
    'a commit is made, published, and applied after 400 ms',
    (story) => {
      const commit = story.at(100).intend(atA, 1).commit(atA, { intent: 1 });
      const final = story.publish(a, commit);
      return story.at(500).enter(atA, commit).end(final);
    },
    {
      'commits.created': 1,
      'commits.published': 1,
      'commits.accepted': 1,
      'commits.epochs': 1,
      'commits.by_power.0': 1,
      ...once('commits.acceptance_ms', 400),
    },
  ),
  shows('a commit is published on another branch than the final one', (story) => told(story, story.publish(b, story.commit(atB))), {
    'commits.lost': 1,
  }),
  shows(
    'one of two epochs has two commits',
    (story) => {
      const [won, lost] = [story.commit(atA), story.commit(atB)];
      const event = story.publish(a, won);
      story.publish(b, lost);
      return story.end(story.publish(a, story.commit(atA, { parent: won, epoch: 2 }), event));
    },
    { 'commits.conflicted_epochs': 1, 'commits.conflict_rate': 0.5 },
  ),
  shows('a server refuses a commit', (story) => story.tell(atB, { kind: 'commit_refused', commit: pending(story), rule: '9.3', why: '' }), {
    'commits.refused': 1,
  }),
  shows('another commit is first', (story) => story.tell(atB, { kind: 'commit_superseded', commit: pending(story), by: FIRST }), {
    'commits.stale': 1,
  }),
  shows('an author waits in vain', (story) => story.tell(atB, { kind: 'commit_given_up', commit: pending(story) }), {
    'commits.expired': 1,
  }),
  shows('a pending commit waits at the end', (story) => told(story, pending(story)), { 'commits.open': 1 }),
  shows(
    'a power converts what its author has given up',
    (story) => {
      const commit = pending(story);
      return story.tell(atB, { kind: 'commit_given_up', commit }).end(story.publish(a, commit));
    },
    { 'commits.lockouts': 1 },
  ),
  shows(
    'two powers convert one pending commit',
    (story) => {
      const commit = pending(story);
      return told(
        story,
        [a, b].map((server) => story.publish(server, commit)),
      );
    },
    { 'commits.duplicates': 1 },
  ),
  shows(
    'a commit is made for a wish',
    (story) => {
      story.intend(atB, 1);
      return told(story, story.commit(atB, { intent: 1 }));
    },
    { 'commits.most_tries': 1 },
  ),
  shows('a wish comes to nothing', (story) => story.at(100).intend(atB, 1), {
    'commits.unsatisfied': 1,
    'commits.unsatisfied_intents': [
      { device: atB, change: 'update', at_ms: 100, why: expect.stringContaining('no commit was made for it') },
    ],
  }),
  shows('a Welcome is too large', (story) => story.tell(a, { kind: 'to_device_refused', to: atB, state: FIRST, size: 70_000, why: '' }), {
    'commits.welcomes_refused': 1,
  }),
  shows('a device declines', (story) => story.tell(atB, { kind: 'commit_declined', commit: story.commit(atA), state: FIRST, why: '' }), {
    'commits.declined': 1,
  }),
  shows('a server takes up a graft', (story) => story.current(FIRST_EVENT, [b], true), { 'commits.grafts': 1 }),
  shows(
    'a server moves to a sibling of its current commit',
    (story) => {
      const { won, lost } = fork(story);
      return story.current(lost, [b]).current(won, [b]);
    },
    once('commits.rollback_depth', 1),
  ),
];
