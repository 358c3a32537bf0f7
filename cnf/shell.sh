# Sourced by ./blockyard shell.
echo "blockyard: 'shell' is not there yet" >&2
exit 1
