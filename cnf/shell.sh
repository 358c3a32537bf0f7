# Sourced by ./blockyard: shell [OPTION]...; where several daemons run, that of 'up' is meant.
start_shell --prefer "$root/runtime/shell.sock" "$@"
