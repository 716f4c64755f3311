import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';

const chapters = [
  ['Types', isObjectType],
  ['Interfaces', isInterfaceType],
  ['Unions', isUnionType],
  ['Inputs', isInputObjectType],
  ['Enums', isEnumType],
  ['Scalars', (type) => isScalarType(type) && !isSpecifiedScalarType(type)],
];

const oneLine = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
/** Angle brackets are markup outside of code spans. */
const cell = (text) =>
  oneLine(text)
    .replaceAll('|', String.raw`\|`)
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`');
const code = (text) => `\`${text}\``;

/** Returns the reference page for an SDL. The same SDL always gives the same text. */
export function schemaPageFrom(sdl) {
  const schema = buildSchema(sdl);
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const sorted = (list) =>
    list.toSorted(
      (a, b) => Number(b.name === 'Query') - Number(a.name === 'Query') || (a.name < b.name ? -1 : 1),
    );
  const lines = [
    '# Schema',
    '',
    'Generated from the SDL by `npm run docs:schema`. [Querying](querying.md) has an example of every field. A running gateway serves the',
    'SDL at `/schema.graphql`. A type with `!` is never null. Fields that need another W&B request are nullable, so that one failure does',
    'not discard the rest of the response.',
  ];
  for (const [title, belongs] of chapters) {
    const members = sorted(types.filter((type) => belongs(type)));
    if (members.length > 0) lines.push('', `## ${title}`, ...members.flatMap(typeLines));
  }
  return `${lines.join('\n')}\n`;
}

function typeLines(type) {
  const lines = ['', `### ${type.name}`, '', cell(type.description)];
  if (isUnionType(type))
    return [
      ...lines,
      '',
      `Any of ${type
        .getTypes()
        .map(({ name }) => code(name))
        .join(', ')}.`,
    ];
  if (isEnumType(type))
    return [
      ...lines,
      '',
      '| Value | Meaning |',
      '| --- | --- |',
      ...type.getValues().map((value) => `| ${code(value.name)} | ${meaningOf(value)} |`),
    ];
  if (isScalarType(type)) return lines;
  const interfaces = 'getInterfaces' in type ? type.getInterfaces() : [];
  if (interfaces.length > 0)
    lines.push('', `Implements ${interfaces.map(({ name }) => code(name)).join(', ')}.`);
  lines.push('', '| Field | Type | Meaning |', '| --- | --- | --- |');
  for (const field of Object.values(type.getFields())) {
    lines.push(`| ${code(field.name)} | ${code(field.type)} | ${meaningOf(field)} |`);
    for (const argument of field.args ?? []) {
      const { defaultValue, name } = argument;
      const standard =
        defaultValue === undefined
          ? ''
          : ` Default ${code(JSON.stringify(defaultValue).replaceAll('"', ''))}.`;
      lines.push(
        `| &nbsp;&nbsp;${code(`(${name}:)`)} | ${code(argument.type)} | ${meaningOf(argument)}${standard} |`,
      );
    }
  }
  return lines;
}

function meaningOf({ description, deprecationReason }) {
  const deprecated = deprecationReason ? ` **Deprecated**: ${cell(deprecationReason)}` : '';
  return `${cell(description)}${deprecated}`;
}
