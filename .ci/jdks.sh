# For the scripts beside it: which JDKs this machine has.

# Prints "<feature version> <home>" for each JDK, the oldest first, one of each version. JDKs are looked for in JAVA_HOME, on
# the PATH and in /usr/lib/jvm, the first of each version counts.
find_jdks() {
    local home version
    {
        printf '%s\n' "${JAVA_HOME:-}"
        if command -v javac >/dev/null; then
            dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
        fi
        printf '%s\n' /usr/lib/jvm/*
    } | while IFS= read -r home; do
        [[ -n "$home" && -x "$home/bin/javac" ]] || continue
        # "javac 17.0.15" or "javac 26-ea" (JDK 8 says it on stderr, and is not wanted)
        version=$("$home/bin/javac" -version 2>/dev/null) || continue
        [[ "$version" =~ ^javac\ ([0-9]+) ]] || continue
        ((BASH_REMATCH[1] >= 17)) || continue
        printf '%s %s\n' "${BASH_REMATCH[1]}" "$home"
    done | sort -n -s -u -k1,1
}

say() {
    printf '\n== %s\n' "$*"
}

die() {
    printf '%s: %s\n' "$0" "$*" >&2
    exit 1
}
