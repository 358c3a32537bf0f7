# Sourced by ./mvnw and ./blockyard: sets JAVA_HOME to a JDK 25 or newer, and java_release to its exact version.
# JAVA_HOME if it is one, else that of the java on the PATH, else the first found where systems keep them. Starts no process
# (but for one readlink if that java lies elsewhere than others do), since every use of a tool waits for it.
jdk_check() { # jdk_check FOLDER: whether it is one
    [ -x "$1/bin/${jdk_needs:-javac}" ] && [ -r "$1/release" ] || return 1
    java_release=
    while IFS='"' read -r jdk_key jdk_value _; do
        [ "$jdk_key" != JAVA_RUNTIME_VERSION= ] || { java_release=$jdk_value && break; } # each byte is a system call
    done < "$1/release"
    jdk_major=${java_release%%[!0-9]*}
    [ "${jdk_major:-0}" -ge 25 ] && JAVA_HOME=$1
}
# jdk_search [JAVA]: the first in the folders where systems keep them; with JAVA, only the one whose java that is.
jdk_search() {
    for jdk_folder in /usr/lib/jvm/* /opt/*jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ $# -eq 0 ] || [ "$jdk_folder/bin/java" -ef "$1" ] || continue
        ! jdk_check "$jdk_folder" || return 0
        [ $# -eq 0 ] || { jdk_java= && return 1; } # looked at, and no use
    done
    return 1
}
# What 'command -v java' says, without the process that it takes to hear it.
jdk_on_path() {
    jdk_separators=$IFS jdk_java=
    IFS=:
    for jdk_folder in $PATH; do
        [ ! -x "$jdk_folder/java" ] || { jdk_java=$jdk_folder/java && break; }
    done
    IFS=$jdk_separators
    [ -n "$jdk_java" ]
}
jdk_find() {
    [ -z "${JAVA_HOME:-}" ] || ! jdk_check "$JAVA_HOME" || return 0
    if jdk_on_path; then
        ! jdk_search "$jdk_java" || return 0
        [ -n "$jdk_java" ] && jdk_java=$(readlink -f "$jdk_java") && jdk_check "${jdk_java%/bin/java}" && return 0
    fi
    ! jdk_search || return 0
    echo "Blockyard needs Java 25 or newer, and found none: install a JDK and set JAVA_HOME." >&2
    return 1
}
jdk_find || exit 1
export JAVA_HOME
