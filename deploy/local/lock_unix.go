//go:build unix

package local

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the file's lock if nobody holds it. The kernel gives it back
// when the holder ends, however it ends. Closing the file gives it back too.
func tryLock(path string) (file *os.File, ok bool, err error) {
	file, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return file, true, nil
	}
	_ = file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, false, nil
	}
	return nil, false, err
}
