package file_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"

	"regulars/platform/file"
)

const packedText = "order_id,n\n0001,王\n0002,\"a\nb\"\n"

// bzip2Text is packedText by bzip2; Go's library has no writer.
const bzip2Text = "QlpoOTFBWSZTWdhML5sAAAzbwQAQEARwAAAAtiGQAAAJAIAgADFNMjExMQiGmR5QyG5Fy40QhSk5WFfgaJ75vi7kinChIbCYXzY="

// packedBy packs packedText in each way that files may be packed, by its extension.
func packedBy(t *testing.T) map[string][]byte {
	t.Helper()
	bz, err := base64.StdEncoding.DecodeString(bzip2Text)
	require.NoError(t, err)
	all := map[string][]byte{".bz2": bz, ".zip": zipOf(t, map[string][]byte{"o.csv": []byte(packedText)})}
	for extension, writer := range map[string]func(io.Writer) (io.WriteCloser, error){
		".gz":  func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
		".zst": func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
		".xz":  func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
		".lz4": func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil },
		".br":  func(w io.Writer) (io.WriteCloser, error) { return brotli.NewWriter(w), nil },
	} {
		var b bytes.Buffer
		w, err := writer(&b)
		require.NoError(t, err)
		_, err = io.WriteString(w, packedText)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		all[extension] = b.Bytes()
	}
	return all
}

// Files packed in each way that is claimed come back as they were; without their
// extension, too, but for brotli, which nothing shows. One that is cut is broken.
func TestPackedFilesComeBack(t *testing.T) {
	want := [][]string{{"0001", "王"}, {"0002", "a\nb"}}
	all := packedBy(t)
	require.Len(t, all, 7)
	for extension, content := range all {
		names := []string{"o.csv" + extension, "o.csv" + strings.ToUpper(extension), "o" + extension}
		if extension != ".br" {
			names = append(names, "o.csv", "o")
		}
		for _, name := range names {
			got, err := readBytes(t, name, content, file.Dialect{})
			require.NoError(t, err, name)
			require.Equal(t, want, got.rows, name)
		}
		for _, size := range []int{len(content) / 2, len(content) - 3} {
			_, err := readBytes(t, "o.csv"+extension, content[:size], file.Dialect{})
			require.ErrorIs(t, err, file.ErrBroken, "%s cut to %d bytes", extension, size)
		}
		if extension != ".br" { // any text may be brotli
			_, err := readBytes(t, "o.csv"+extension, []byte(packedText), file.Dialect{})
			require.ErrorIs(t, err, file.ErrBroken, "%s isn't packed", extension)
		}
	}
}

// What is packed in another way is refused by its name, not read as text.
func TestOtherPackingsAreRefusedByName(t *testing.T) {
	tar := make([]byte, 1024)
	copy(tar, "o.csv")
	copy(tar[257:], "ustar")
	for what, content := range map[string]string{
		"7z":     "7z\xbc\xaf\x27\x1c\x00\x04",
		"RAR":    "Rar!\x1a\x07\x01\x00",
		".Z":     "\x1f\x9d\x90o\xe4\x08",
		".lzma":  "\x5d\x00\x00\x80\x00\xff\xff\xff\xff",
		".lzo":   "\x89LZO\x00\r\n\x1a\n",
		".lz":    "LZIP\x01\x0c\x00",
		"Snappy": "\xff\x06\x00\x00sNaPpY\x00\x01",
		"tar":    string(tar),
	} {
		for _, name := range []string{"o.csv", "o.bin"} {
			_, err := readBytes(t, name, []byte(content), file.Dialect{})
			require.ErrorIs(t, err, file.ErrRefused, what)
			require.ErrorContains(t, err, what)
			require.ErrorContains(t, err, ".gz")
		}
	}
	_, err := readBytes(t, "o.tar.gz", gzipped(t, string(tar)), file.Dialect{})
	require.ErrorIs(t, err, file.ErrRefused)
	require.ErrorContains(t, err, "tar archive")
}
