# Sourced by ./blockyard bench.
echo "blockyard: 'bench' is not there yet" >&2
exit 1
