# sh end-with-process.sh PROCESS SERVER FOLDER
# Waits until PROCESS is gone, however it went, then ends SERVER and removes FOLDER.
# Where SERVER goes first and leaves nothing in its folder, there is nothing to wait for: each look starts a process, and
# the hundreds of watchers that a test run would leave behind took more of the processor than the tests.
pause=0.3
while kill -0 "$1" 2>/dev/null; do
  if ! kill -0 "$2" 2>/dev/null; then
    rmdir "$3" 2>/dev/null
    [ -e "$3" ] || exit 0
    pause=2
  fi
  sleep $pause
done
[ $pause = 0.3 ] && kill -INT "$2" 2>/dev/null
while [ $pause = 0.3 ] && kill -0 "$2" 2>/dev/null; do sleep 0.1; done
rm -rf "$3"
