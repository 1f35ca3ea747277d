package document

import (
	"fmt"
	"strconv"
	"strings"
)

// Bytes is a size in memory, written as 512MiB, 5GiB or a plain number of bytes.
type Bytes uint64

// GiB is 1024 to the third bytes.
const GiB Bytes = 1 << 30

var byteUnits = []struct {
	name string
	size Bytes
}{{"TiB", 1 << 40}, {"GiB", GiB}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}}

// parseBytes reads a size. Decimal units (GB) and fractions are errors: they
// would be taken for something else.
func parseBytes(text string) (Bytes, error) {
	for _, unit := range byteUnits {
		digits, ok := strings.CutSuffix(text, unit.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(strings.TrimSuffix(digits, " "), 10, 64)
		if err != nil || n > uint64(1<<63)/uint64(unit.size) {
			return 0, fmt.Errorf("%q is not a size", text)
		}
		return Bytes(n) * unit.size, nil
	}
	return 0, fmt.Errorf("%q is not a size", text)
}

// String returns the size in the largest unit of which it is a multiple.
func (b Bytes) String() string {
	for _, unit := range byteUnits {
		if b >= unit.size && b%unit.size == 0 {
			return strconv.FormatUint(uint64(b/unit.size), 10) + unit.name
		}
	}
	return "0"
}
