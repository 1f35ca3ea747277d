package edm

import (
	"bufio"
	"bytes"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	gomail "github.com/wneessen/go-mail"

	"regulars/config"
)

// sink accepts every message as cheaply as it can and counts them.
type sink struct {
	addr     *net.TCPAddr
	accepted atomic.Int64
}

func startSink(b *testing.B) *sink {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	s := &sink{addr: listener.Addr().(*net.TCPAddr)}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

func (s *sink) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReaderSize(c, 64<<10)
	say := func(text string) { _, _ = c.Write([]byte(text + "\r\n")) }
	say("220 sink")
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		switch {
		case bytes.HasPrefix(line, []byte("EHLO")):
			say("250-sink\r\n250 8BITMIME")
		case bytes.HasPrefix(line, []byte("DATA")):
			say("354 go on")
			for err == nil && string(line) != ".\r\n" {
				line, err = in.ReadSlice('\n')
			}
			s.accepted.Add(1)
			say("250 2.0.0 ok")
		case bytes.HasPrefix(line, []byte("QUIT")):
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// BenchmarkSend sends the same messages by a plain go-mail loop over one
// connection and by the pooled sender, one after the other into one sink, and
// reports the ratio of their throughputs.
func BenchmarkSend(b *testing.B) {
	server := startSink(b)
	s, err := New(config.Channel{Host: "127.0.0.1", Port: server.addr.Port, TLS: "none", From: "news@shop.test"})
	require.NoError(b, err)
	defer func() { _ = s.Close() }()
	plain, err := gomail.NewClient("127.0.0.1", gomail.WithPort(server.addr.Port), gomail.WithTLSPolicy(gomail.NoTLS))
	require.NoError(b, err)
	require.NoError(b, plain.DialWithContext(b.Context()))
	defer func() { _ = plain.Close() }()

	batch := messages(batchSize)
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		for _, m := range batch {
			require.NoError(b, plain.Send(byLibrary(b, s, m)))
		}
		theirs += time.Since(start)

		start = time.Now()
		results, err := s.Send(b.Context(), batch)
		require.NoError(b, err)
		ours += time.Since(start)
		require.Equal(b, batchSize, outcomes(results)["sent"])
	}
	require.EqualValues(b, 2*batchSize*b.N, server.accepted.Load())
	perSecond := func(d time.Duration) float64 { return float64(batchSize*b.N) / d.Seconds() }
	b.ReportMetric(perSecond(ours), "messages/s")
	b.ReportMetric(perSecond(theirs), "plain-messages/s")
	b.ReportMetric(perSecond(ours)/perSecond(theirs), "ratio")
}
