# Sourced by ./mvnw and ./blockyard: sets JAVA_HOME to a JDK 25 or newer, and java_release to its exact version.
# JAVA_HOME if it is one, else that of the java on the PATH, else the first found where systems keep them. Starts no process
# (but for one readlink), since every use of a tool waits for it.
jdk_check() { # jdk_check FOLDER: whether it is one
    [ -x "$1/bin/${jdk_needs:-javac}" ] && [ -r "$1/release" ] || return 1
    java_release=
    while IFS='"' read -r jdk_key jdk_value _; do
        [ "$jdk_key" != JAVA_RUNTIME_VERSION= ] || java_release=$jdk_value
    done < "$1/release"
    jdk_major=${java_release%%[!0-9]*}
    [ "${jdk_major:-0}" -ge 25 ] && JAVA_HOME=$1
}
jdk_find() {
    [ -z "${JAVA_HOME:-}" ] || ! jdk_check "$JAVA_HOME" || return 0
    jdk_path=$(command -v java) && jdk_path=$(readlink -f "$jdk_path") && jdk_check "${jdk_path%/bin/java}" && return 0
    for jdk_folder in /usr/lib/jvm/* /opt/*jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        jdk_check "$jdk_folder" && return 0
    done
    echo "Blockyard needs Java 25 or newer, and found none: install a JDK and set JAVA_HOME." >&2
    return 1
}
jdk_find || exit 1
export JAVA_HOME
