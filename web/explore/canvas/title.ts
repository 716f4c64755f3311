/** As many letters fit into each of the two lines that the smallest card has. */
const line = 13;
const ending = 9;
const breaksWell = new RegExp(`^.{0,${line - 1}}[- ](?=\\p{L}).{1,${line}}$`, 'su');

export interface TitleParts {
  /** The part that is cut where the card is too small for both. */
  stem: string;
  /** The part that is not, since by a version or a number names are told apart; may be empty. */
  end: string;
  /** How two lines are made of it: between words, between any letters, or with its middle left out. */
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
