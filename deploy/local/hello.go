package local

import (
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"io"

	"github.com/ClickHouse/ch-go/proto"
)

// Users of the embedded ClickHouse. A client that names nobody is default, who stands
// for regulars here: the server's own default is nobody but itself.
const (
	clickhouseUser = "regulars"
	nobodyNamed    = "default"
)

// longestHello bounds what a client may say of itself.
const longestHello = 64 << 10

// hello is who a client of ClickHouse's native protocol says it is.
type hello struct{ proto.ClientHello }

func (h hello) knows(passwordHash string) bool {
	return (h.User == clickhouseUser || h.User == nobodyNamed) &&
		subtle.ConstantTimeCompare([]byte(hashOf(h.Password)), []byte(passwordHash)) == 1
}

// readHello reads a client's first packet, and nothing behind it. The library's own
// reader would make room for as long a text as anybody announces.
func readHello(from io.Reader) (hello, error) {
	r := &helloReader{from: io.LimitReader(from, longestHello)}
	if code := r.number(); r.err == nil && proto.ClientCode(code) != proto.ClientCodeHello {
		return hello{}, errors.New("not a client of ClickHouse's native protocol")
	}
	var h hello
	h.Name = r.text()
	h.Major, h.Minor, h.ProtocolVersion = r.number(), r.number(), r.number()
	h.Database, h.User, h.Password = r.text(), r.text(), r.text()
	return h, r.err
}

// helloReader reads numbers and texts until the first that can't be.
type helloReader struct {
	from io.Reader
	err  error
}

func (r *helloReader) ReadByte() (byte, error) {
	var one [1]byte
	_, err := io.ReadFull(r.from, one[:])
	return one[0], err
}

func (r *helloReader) number() int {
	if r.err != nil {
		return 0
	}
	var n uint64
	n, r.err = binary.ReadUvarint(r)
	return int(n)
}

func (r *helloReader) text() string {
	n := r.number()
	if r.err == nil && (n < 0 || n > longestHello) {
		r.err = errors.New("a text is too long")
	}
	if r.err != nil {
		return ""
	}
	text := make([]byte, n)
	_, r.err = io.ReadFull(r.from, text)
	return string(text)
}

// packet is the hello as ClickHouse itself shall have it.
func (h hello) packet() []byte {
	h.User = clickhouseUser
	var b proto.Buffer
	h.Encode(&b)
	return b.Buf
}

// wrongPassword is ClickHouse's answer to one.
func wrongPassword(user string) []byte {
	return exception(proto.ErrAuthenticationFailed, user+": Authentication failed: password is incorrect, or there is no user with such name.")
}

// unknownDatabase is ClickHouse's answer to the name of a database that isn't there.
func unknownDatabase(name string) []byte {
	return exception(proto.ErrUnknownDatabase, "Database "+name+" does not exist")
}

// exception is an error as ClickHouse's protocol has it.
func exception(code proto.Error, message string) []byte {
	var b proto.Buffer
	proto.ServerCodeException.Encode(&b)
	b.Buf = binary.LittleEndian.AppendUint32(b.Buf, uint32(code))
	b.PutString("DB::Exception")
	b.PutString(message)
	b.PutString("") // the stack trace
	b.PutBool(false)
	return b.Buf
}
