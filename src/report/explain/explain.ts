/** Answers a question about a run from the facts of its trace. */
import { explainCommit } from './commit.js';
import type { Explanation, Question, Unknown } from './explanation.js';
import { explainMessage } from './message.js';
import { overview } from './overview.js';
import { explainServer } from './server.js';
import type { TraceStory } from './trace-story.js';

/** @param story made for this question, and given all facts */
export function explain(story: TraceStory, question: Question): Explanation | Unknown {
  switch (question.kind) {
    case 'overview':
      return overview(story);
    case 'message':
      return explainMessage(story, question.message, question.device);
    case 'commit':
      return explainCommit(story, question.commit);
    case 'server':
      return explainServer(story, question.server, question.at);
  }
}
