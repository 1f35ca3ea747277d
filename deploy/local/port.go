package local

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// port returns the usual port when nobody listens on it, else a free one.
func (o Options) port(usual int) (int, error) {
	if !o.FreePorts {
		if port, err := listenable(usual); err == nil {
			return port, nil
		}
	}
	port, err := listenable(0)
	if err != nil {
		return 0, fmt.Errorf("no free port on loopback: %w", err)
	}
	return port, nil
}

// onFreePorts starts again, on other ports, when somebody took a port between
// our look at it and the child's.
func onFreePorts(start func() error) error {
	const attempts = 3
	var err error
	for range attempts {
		err = start()
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), "address already in use") {
			return err
		}
	}
	return err
}

func listenable(port int) (int, error) {
	listener, err := net.Listen("tcp", loopback(port))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func loopback(port int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}
