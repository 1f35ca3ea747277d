package edm

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
)

// talker is a server whose every word a test decides.
type talker struct {
	offers string                               // what EHLO offers
	says   func(command string, n int) []string // to the n-th of a command, from 1; "" ends the connection, nil is the usual
	addr   *net.TCPAddr

	mu       sync.Mutex
	counts   map[string]int
	heard    []string
	together int // the most commands that came in one piece
	contents []string
	sessions int
}

func startTalker(t *testing.T, s *talker) *Sender {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	s.addr, s.counts = listener.Addr().(*net.TCPAddr), map[string]int{}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return open(t, config.Channel{Host: "127.0.0.1", Port: s.addr.Port, TLS: "none", From: "news@shop.test", Connections: 1})
}

func (s *talker) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	s.mu.Lock()
	s.sessions++
	s.mu.Unlock()
	_, _ = fmt.Fprintf(c, "220 talker\r\n")
	in, pieces := bufio.NewReaderSize(c, 1<<16), 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if pieces++; in.Buffered() == 0 {
			s.mu.Lock()
			s.together = max(s.together, pieces)
			s.mu.Unlock()
			pieces = 0
		}
		answer := s.answer(strings.TrimSpace(line))
		if answer == "" {
			return
		}
		_, _ = fmt.Fprintf(c, "%s\r\n", answer)
		if !strings.HasPrefix(answer, "354") {
			continue
		}
		var content strings.Builder
		for line != ".\r\n" {
			if line, err = in.ReadString('\n'); err != nil {
				return
			}
			content.WriteString(line)
		}
		s.mu.Lock()
		s.contents = append(s.contents, content.String())
		s.mu.Unlock()
		if answer = s.answer("."); answer == "" {
			return
		}
		_, _ = fmt.Fprintf(c, "%s\r\n", answer)
	}
}

func (s *talker) answer(line string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	command, _, _ := strings.Cut(line, " ")
	s.heard = append(s.heard, line)
	s.counts[command]++
	if s.says != nil {
		if said := s.says(line, s.counts[command]); said != nil {
			return said[0]
		}
	}
	switch command {
	case "EHLO":
		return "250-talker\r\n250-" + s.offers + "\r\n250 ENHANCEDSTATUSCODES"
	case "DATA":
		return "354 go on"
	case "QUIT":
		return "221 bye"
	}
	return "250 ok"
}

// on answers the n-th of a command.
func on(command string, n int, answer string) func(string, int) []string {
	return func(line string, i int) []string {
		if strings.HasPrefix(line, command) && i == n {
			return []string{answer}
		}
		return nil
	}
}

// Commands go together only where the server takes that, and it gets the same of both.
func TestPipelining(t *testing.T) {
	for offers, together := range map[string]bool{"PIPELINING": true, "8BITMIME": false} {
		server := &talker{offers: offers}
		results, err := startTalker(t, server).Send(t.Context(), messages(20))
		require.NoError(t, err)
		require.Equal(t, 20, outcomes(results)[regulars.OutcomeSent])
		require.Len(t, server.contents, 20)
		require.Equal(t, 1, server.sessions)
		require.Equal(t, 20, server.counts["DATA"])
		require.Equal(t, together, server.together > 1, offers)
		require.Contains(t, server.contents[0], "\r\n..\r\n", "a dot alone is doubled")
		if !together {
			require.Contains(t, server.heard, "MAIL FROM:<news@shop.test> BODY=8BITMIME")
		}
	}
}

// A message whose recipient is refused has no content, whatever the server says to the
// DATA that went along, and the ones around it go out.
func TestARefusedRecipientGetsNoContent(t *testing.T) {
	for _, data := range []string{"503 5.5.1 no recipient", "354 go on"} {
		for _, offers := range []string{"PIPELINING", "8BITMIME"} {
			server := &talker{offers: offers}
			server.says = func(line string, n int) []string {
				switch {
				case strings.HasPrefix(line, "RCPT TO:<m2@"):
					return []string{"550 5.1.1 nobody"}
				case line == "DATA" && strings.HasPrefix(server.heard[len(server.heard)-2], "RCPT TO:<m2@"):
					return []string{data}
				}
				return nil
			}
			results, err := startTalker(t, server).Send(t.Context(), messages(5))
			require.NoError(t, err)
			require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 4, regulars.OutcomeFailed: 1}, outcomes(results))
			require.Equal(t, "550 5.1.1", results[2].Code)
			require.Equal(t, channel.NoSuchAddress, results[2].Suppress)
			require.Len(t, server.contents, 4)
			for _, content := range server.contents {
				require.NotContains(t, content, "m2@x.test")
			}
			if data[0] == '5' {
				require.Equal(t, 1, server.counts["RSET"], "the refused envelope is ended")
				require.Equal(t, 1, server.sessions)
			}
		}
	}
}

// A connection that ends: what it had the content of is unknown, what only its envelope
// is handed over on another one, and nothing goes twice.
func TestConnectionsThatEnd(t *testing.T) {
	for name, c := range map[string]struct {
		says     func(string, int) []string
		unknown  int
		contents int
	}{
		"before the answer to a content": {on(".", 3, ""), 1, 10},
		"at the MAIL behind a content":   {on("MAIL", 4, ""), 0, 10},
		"at the RCPT behind a content":   {on("RCPT", 4, ""), 0, 10},
		"at the DATA behind a content":   {on("DATA", 4, ""), 0, 10},
		"421 at the MAIL":                {on("MAIL", 4, "421 4.3.2 closing"), 0, 10},
		"421 after a content":            {on(".", 3, "421 4.3.2 closing"), 0, 11},
	} {
		for _, offers := range []string{"PIPELINING", "8BITMIME"} {
			t.Run(name+" "+offers, func(t *testing.T) {
				server := &talker{offers: offers, says: c.says}
				results, err := startTalker(t, server).Send(t.Context(), messages(10))
				require.NoError(t, err)
				require.Equal(t, c.unknown, outcomes(results)[regulars.OutcomeUnknown])
				require.Equal(t, 10-c.unknown, outcomes(results)[regulars.OutcomeSent])
				require.Len(t, server.contents, c.contents)
				require.Equal(t, 2, server.sessions)
			})
		}
	}
}

// A refused content ends its message alone, and what the account did wrong ends the batch:
// the envelope behind it then stays one.
func TestRefusedContents(t *testing.T) {
	for _, offers := range []string{"PIPELINING", "8BITMIME"} {
		server := &talker{offers: offers, says: on(".", 3, "554 5.7.1 spam")}
		results, err := startTalker(t, server).Send(t.Context(), messages(10))
		require.NoError(t, err)
		require.Equal(t, "554 5.7.1", results[2].Code)
		require.Equal(t, 9, outcomes(results)[regulars.OutcomeSent])
		require.Equal(t, 1, server.sessions)

		server = &talker{offers: offers, says: on(".", 3, "451 4.3.0 full")}
		sender := startTalker(t, server)
		results, err = sender.Send(t.Context(), messages(10))
		require.ErrorContains(t, err, "451 4.3.0")
		require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 2, "": 8}, outcomes(results))
		require.Len(t, server.contents, 3)
		results, err = sender.Send(t.Context(), messages(4))
		require.NoError(t, err)
		require.Equal(t, 4, outcomes(results)[regulars.OutcomeSent])
		require.Len(t, server.contents, 7, "no answer of before is taken for one of these")
	}
}
