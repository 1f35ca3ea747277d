package local

import (
	"fmt"
	"io"
	"net"
)

// relay stands before ClickHouse's native port. An embedded ClickHouse aborts
// as a whole when one connection is reset: by a client that is killed, or gives
// a query up, with an answer still unread. The relay turns a reset into an
// orderly end.
type relay struct{ to string }

// startRelay listens on from and passes every connection on to to, until the
// process ends.
func startRelay(from, to string) error {
	listener, err := net.Listen("tcp", from)
	if err != nil {
		return fmt.Errorf("listen for ClickHouse's clients: %w", err)
	}
	go relay{to}.serve(listener)
	return nil
}

func (r relay) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go r.pass(client.(*net.TCPConn))
	}
}

// pass carries bytes both ways until one side ends.
func (r relay) pass(client *net.TCPConn) {
	defer client.Close()
	conn, err := net.Dial("tcp", r.to)
	if err != nil {
		return // not up yet
	}
	server := conn.(*net.TCPConn)
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.CloseWrite()
	}()
	_, _ = io.Copy(client, server)
	_ = client.CloseWrite()
	// To close with an answer unread would be a reset, too.
	_, _ = io.Copy(io.Discard, server)
}
