/** The page that lists every setting, from their table: the same text each time. */
export function settingsPageFrom({ groups, flagOf, variableOf }) {
  const chapters = Object.entries(groups).map(([title, group]) => {
    const rows = Object.entries(group).map(
      ([name, { description, placeholder, isSecret, default: fallback }]) => {
        const variable = variableOf(name);
        const option = placeholder === null ? flagOf(name) : `${flagOf(name)} ${placeholder}`;
        const cells = [
          isSecret ? '' : code(option),
          variable === null ? '' : code(variable),
          fallback === null || fallback === '' || placeholder === null ? '' : code(fallback),
          `${description[0].toUpperCase()}${description.slice(1)}.`,
        ];
        return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
      },
    );
    return `## ${title}\n\n| Option | Variable | Default | |\n|---|---|---|---|\n${rows.join('\n')}`;
  });
  return `${head}\n\n${chapters.join('\n\n')}\n\n${foot}\n`;
}

const code = (text) => `\`${text}\``;

const head = `# Settings

Options of \`node dist/main.js serve\` and environment variables. An option wins over its variable; an empty variable counts as
not set. Secrets are read from the environment only. \`node dist/main.js doctor\` checks the settings, and
\`node dist/main.js serve --check\` checks them in a deployment. An [embedded gateway](embedding.md) takes the same settings in
camel case: \`--max-depth\` is \`maxDepth\`. The commands \`graph\`, \`snapshot\`, \`emit\` and \`mcp\` take those of the first
table.

This page is written by \`npm run docs:settings\` from [src/config/settings.ts](../src/config/settings.ts).`;

const foot = `## Other variables

| Variable | |
|---|---|
| \`OPENLINEAGE_ENDPOINT\` | Where the command \`emit\` sends events, unless it has \`--to\`. |
| \`OPENLINEAGE_API_KEY\` | Bearer token for that endpoint. |
| \`OTEL_EXPORTER_OTLP_ENDPOINT\`, \`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT\` | OpenTelemetry collector for traces; without one, none are recorded. OpenTelemetry's other variables apply too. |
| \`NO_COLOR\` | No colours in the terminal. |`;
