package present

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMasked(t *testing.T) {
	for name, want := range map[string]string{
		"王小明": "王○明", "歐陽小明": "歐○○明", "王明": "王○", "王": "王○", "Mary Smith": "M. S.", "josé": "J.", "": "", " ": "", "a@b.example": "A.", "0912 345678": "", "Maximiliana Alexandrina von Hohenzollern-Sigmaringen": "M. A. V. H.", "歐陽小明歐陽小明歐陽小明": "歐○○○○○○○○○○明",
	} {
		assert.Equal(t, want, MaskedName(name), name)
	}
}

func TestMaskedAddress(t *testing.T) {
	for address, want := range map[string]string{
		"mary.smith@shop.test": "m…@shop.test", "+886912345678": "+886912…678", "U0123456789abcdef0123456789abcdef": "U0123…", "+88612": "…", "": "", "@": "\ufffd…@",
	} {
		assert.Equal(t, want, MaskedAddress(address), address)
	}
}
