# Sourced by ./blockyard new-driver.
echo "blockyard: 'new-driver' is not there yet" >&2
exit 1
