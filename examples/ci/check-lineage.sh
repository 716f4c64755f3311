#!/bin/sh
# Checks runs and artifact versions against a policy in CI, and leaves a report for people and one for machines.
#
#   check-lineage.sh POLICY REF...
#
# WANDB_API_KEY      W&B API key (WANDB_BASE_URL: a W&B of your own)
# LINEAGE_GATEWAY    the command; lineage-gateway by default
# LINEAGE_AGAINST    another version to compare with, for example the one in production
# LINEAGE_REPORT     format of the second report: junit (the default) or sarif
#
# Writes lineage.md and lineage.xml or lineage.sarif. Exits with 0 if everything passes, 1 if a rule fails, 2 if a rule is undecided, and 3 if
# nothing could be checked.
set -u
gateway=${LINEAGE_GATEWAY:-lineage-gateway}
format=${LINEAGE_REPORT:-junit}
case $format in
  junit) file=lineage.xml ;;
  sarif) file=lineage.sarif ;;
  *)
    echo "LINEAGE_REPORT is \"$format\"; write junit or sarif." >&2
    exit 3
    ;;
esac

# shellcheck disable=SC2086 -- the command may have arguments
$gateway check "$@" ${LINEAGE_AGAINST:+--against "$LINEAGE_AGAINST"} --format markdown --out lineage.md
verdict=$?
[ "$verdict" -eq 3 ] && exit 3
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat lineage.md >>"$GITHUB_STEP_SUMMARY"; fi
# shellcheck disable=SC2086
$gateway check "$@" --format "$format" --out "$file"
[ $? -eq 3 ] && exit 3
exit "$verdict"
