/** What a question to `schism explain` asks, in the words of its three forms. */
import type { Question } from '../report/explain/explanation.js';
import { parseDuration } from '../scenario/durations.js';
import { BadInput } from './exit-code.js';

const FORMS = 'ask "message M [on DEVICE]", "commit C" or "server S at TIME", or nothing, to hear what there is to ask about';

/** Throws `BadInput` for any other words. */
export function questionOf(words: readonly string[]): Question {
  const text = words.join(' ').trim();
  if (text === '') return { kind: 'overview' };
  const [, message, device] = /^message (\S+)(?: on (\S+))?$/.exec(text) ?? [];
  if (message !== undefined) return { kind: 'message', message, device };
  const [, commit] = /^commit (\S+)$/.exec(text) ?? [];
  if (commit !== undefined) return { kind: 'commit', commit };
  const [, server, time] = /^server (\S+) at (\S+)$/.exec(text) ?? [];
  if (server === undefined || time === undefined) throw new BadInput(`explain: "${text}" is no question: ${FORMS}`);
  const at = timeOf(time);
  if (at === undefined)
    throw new BadInput(`explain: "${time}" is no time of a run: write 12:31 or 1:02:03 (hours, minutes, seconds), or 12.5m`);
  return { kind: 'server', server, at };
}

/** `12:31`, `1:02:03.5`, or a length of time as in a scenario; in µs. */
function timeOf(text: string): number | undefined {
  const [, hours = '0', minutes, seconds] = /^(?:(\d+):)?(\d+):(\d{2}(?:\.\d+)?)$/.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return parseDuration(text);
  return Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000);
}
