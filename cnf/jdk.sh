# Sourced by ./mvnw and ./blockyard: sets JAVA_HOME to a JDK 25 or newer (JAVA_HOME if it is one, else the first found).
jdk_major() { sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || :; }
jdk_found=
for d in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
         /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$d" ] && [ -x "$d/bin/javac" ] || continue
    v=$(jdk_major "$d")
    [ "${v:-0}" -ge 25 ] && { jdk_found=$d; break; }
done
[ -n "$jdk_found" ] || { echo "No JDK 25 or newer found; install one and set JAVA_HOME." >&2; exit 1; }
export JAVA_HOME="$jdk_found"
