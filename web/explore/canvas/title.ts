/** The number of letters in each of the two lines of the smallest card. */
const line = 13;
const ending = 9;
const breaksWell = new RegExp(`^.{0,${line - 1}}[- ](?=\\p{L}).{1,${line}}$`, 'su');

export interface TitleParts {
  /** The part that is truncated if the card is too small. */
  stem: string;
  /** The part that is never truncated, because versions and numbers distinguish names. May be empty. */
  end: string;
  /** How it is broken into two lines: between words, between any letters, or with the middle left out. */
  breaks: 'words' | 'letters' | 'middle';
}

export function titleParts(title: string): TitleParts {
  const letters = Array.from(title);
  const version = Array.from(/:[^:]{1,12}$/s.exec(title)?.[0] ?? '').length;
  const isLong = letters.length > 2 * line;
  const at = letters.length - (isLong ? Math.max(ending, version) : version);
  return {
    stem: letters.slice(0, at).join(''),
    end: letters.slice(at).join(''),
    breaks: isLong ? 'middle' : letters.length <= line || breaksWell.test(title) ? 'words' : 'letters',
  };
}
