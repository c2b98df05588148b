# shellcheck shell=sh
# The end of every launcher, which sets java, options, jar and native before it reads this. Where native is empty, TensorFlow
# unpacks its libraries into the user's folder.
# shellcheck disable=SC2154,SC3045 # set there; dash and bash both have ulimit -c

# A thousand platforms in one process each keep an upload.
heap="2g"
case " $* " in *" bench cohort "*) heap="9g" ;; esac

# TensorFlow reads its log level before the virtual machine starts.
export TF_CPP_MIN_LOG_LEVEL="${TF_CPP_MIN_LOG_LEVEL:-3}"
# Without a locale Java cannot open a file whose name has letters beyond ASCII.
if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then export LC_ALL="C.UTF-8"; fi
# A core is memory: notes, gradients, keys.
ulimit -c 0 2>/dev/null || :

if [ -n "$native" ]; then
  # Loaded where they lie; nothing is written to the user's folder, so the root may be read-only.
  set -- -Djava.library.path="$native" -Dorg.bytedeco.javacpp.pathsFirst=true -Dorg.bytedeco.javacpp.cacheLibraries=false \
    -jar "$jar" "$@"
else
  set -- -jar "$jar" "$@"
fi
# The report of a crash quotes memory.
# shellcheck disable=SC2086 # FEDNER_JAVA_OPTIONS is a list
exec "$java" @"$options" -XX:ErrorFile=/dev/null -Xmx"${FEDNER_HEAP:-$heap}" ${FEDNER_JAVA_OPTIONS:-} "$@"
