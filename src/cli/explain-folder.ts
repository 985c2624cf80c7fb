/** Reads a run's folder, and answers a question about the run. */
import { join } from 'node:path';
import { explain } from '../report/explain/explain.js';
import { type Explanation, isUnknown, type Unknown } from '../report/explain/explanation.js';
import { TraceStory } from '../report/explain/trace-story.js';
import { factCount } from '../report/run-files.js';
import { didYouMean } from '../scenario/suggestions.js';
import { commandLine } from './command-line.js';
import { BadInput } from './exit-code.js';
import { questionOf } from './explain-question.js';
import { foreignTrace, missingTrace } from './foreign-trace.js';
import { readText } from './read-input.js';
import { traceFacts } from './read-trace.js';
import { wrapped } from './readable.js';
import { RESULT, TRACE } from './run-folder.js';
import { stampedFact } from './trace-line.js';

export interface ExplainArguments {
  readonly folder: string;
  readonly question: readonly string[];
  readonly json: boolean;
}

/** Throws `BadInput` for a question that is none, a name that the run does not know, and a folder that lacks a file or has a bad one. */
export async function explainFolder({ folder, question: words, json }: ExplainArguments): Promise<void> {
  const question = questionOf(words);
  const result = factCount(await readText(join(folder, RESULT)));
  if (!result.ok) throw new BadInput(`${join(folder, RESULT)}: ${result.message}`);
  const story = new TraceStory(question);
  const read = traceFacts(join(folder, TRACE));
  if (read === undefined) throw missingTrace(folder);
  let facts = 0;
  for (const fact of read) {
    facts += 1;
    story.fact(stampedFact(fact));
  }
  if (facts !== result.data.facts) throw foreignTrace(folder, facts, result.data.facts);
  const answer = explain(story, question);
  if (isUnknown(answer)) throw new BadInput(unknownName(answer));
  process.stdout.write(json ? `${JSON.stringify({ question: words.join(' '), ...answer }, undefined, 2)}\n` : told(folder, answer));
}

const unknownName = ({ unknown: { what, name, known } }: Unknown): string => {
  const hint = didYouMean(name, known);
  const all =
    what === 'message' || what === 'commit' ? `there are ${known.length}, from ${known[0] ?? 'none'} on` : `there are ${known.join(', ')}`;
  return `explain: there is no ${what} "${name}" to ask about${hint === '' ? `; ${all}` : hint}`;
};

function told(folder: string, { title, sentences }: Explanation): string {
  const lines = sentences.flatMap(({ text, facts, ask }) => [
    ...wrapped(facts.length === 0 ? text : `${text} [${factsOf(facts)}]`).map((line, place) => `${place === 0 ? '  - ' : '    '}${line}`),
    ...(ask === undefined ? [] : [`        ${commandLine(['schism', 'explain', folder, ...ask.split(' ')])}`]),
  ]);
  const where = sentences.some(({ facts }) => facts.length > 0) ? [`Numbers in brackets are lines of ${join(folder, TRACE)}.`] : [];
  return `${[title, '', ...lines, '', ...where].join('\n').trimEnd()}\n`;
}

const FACTS_SHOWN = 6;

const factsOf = (facts: readonly number[]): string =>
  facts.length <= FACTS_SHOWN ? facts.join(', ') : `${facts.slice(0, FACTS_SHOWN).join(', ')}, and ${facts.length - FACTS_SHOWN} more`;
