# sh end-with-process.sh PROCESS SERVER FOLDER
# Waits until PROCESS is gone, however it went, then ends SERVER and removes FOLDER.
while kill -0 "$1" 2>/dev/null; do sleep 0.3; done
kill -INT "$2" 2>/dev/null
while kill -0 "$2" 2>/dev/null; do sleep 0.1; done
rm -rf "$3"
