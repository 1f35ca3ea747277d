package local

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"time"
)

// greetWithin is how long a client may take to say who it is.
const greetWithin = 10 * time.Second

// relay stands before ClickHouse's native port. An embedded ClickHouse aborts
// as a whole when one connection fails: when it is reset by a client that is killed,
// or gives a query up, with an answer still unread, and when its password is wrong or
// its database isn't there. The relay turns a reset into an orderly end, and refuses
// wrong passwords and databases itself.
type relay struct {
	to           string
	passwordHash string // hexadecimal SHA-256
	data         string // the folder of ClickHouse's data
}

// startRelay listens on from and passes every connection that its relay takes on to
// where ClickHouse listens, until the process ends.
func startRelay(from string, r relay) error {
	listener, err := net.Listen("tcp", from)
	if err != nil {
		return fmt.Errorf("listen for ClickHouse's clients: %w", err)
	}
	go r.serve(listener)
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
	greeting, known := r.greet(client)
	if !known {
		return
	}
	conn, err := net.Dial("tcp", r.to)
	if err != nil {
		return // not up yet
	}
	server := conn.(*net.TCPConn)
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, io.MultiReader(bytes.NewReader(greeting), client))
		_ = server.CloseWrite()
	}()
	_, _ = io.Copy(client, server)
	_ = client.CloseWrite()
	// To close with an answer unread would be a reset, too.
	_, _ = io.Copy(io.Discard, server)
}

// greet reads what the client says of itself, and reports whether ClickHouse may have
// it; who doesn't know the password, or asks for a database that isn't there, gets
// ClickHouse's own answer.
func (r relay) greet(client *net.TCPConn) (greeting []byte, welcome bool) {
	_ = client.SetDeadline(time.Now().Add(greetWithin))
	defer client.SetDeadline(time.Time{})
	hello, err := readHello(client)
	if err != nil {
		return nil, false
	}
	switch {
	case !hello.knows(r.passwordHash):
		refuse(client, wrongPassword(hello.User))
	case !hasDatabase(r.data, hello.Database):
		refuse(client, unknownDatabase(hello.Database))
	default:
		return hello.packet(), true
	}
	return nil, false
}

func refuse(client *net.TCPConn, answer []byte) {
	_, _ = client.Write(answer)
	_ = client.CloseWrite()
	_, _ = io.Copy(io.Discard, client)
}
