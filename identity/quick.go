package identity

import "sync"

// Reading a number by the library's patterns costs some 20 microseconds, and a pull reads
// one for each order: a fast path reads the form in which most of them come, and what was
// read lately is remembered. Both give what the library gives.

// taiwanMobile reads a mobile number of Taiwan that is written without spaces, as
// 0912345678 or +886912345678, or returns "" for anything else.
func taiwanMobile(text, region string) string {
	const national, international = len("0912345678"), len("+886912345678")
	switch {
	case len(text) == national && region == "TW" && text[0] == '0':
		text = text[1:]
	case len(text) == international && text[:4] == "+886":
		text = text[4:]
	default:
		return ""
	}
	if text[0] != '9' || text[1] == '9' { // 099 is no mobile number
		return ""
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return ""
		}
	}
	return "+886" + text
}

// rememberedPhones is how many numbers each of the two generations of the memory holds:
// a few megabytes.
const rememberedPhones = 1 << 14

// written is a number as it stands in a record.
type written struct{ raw, country, region string }

// phoneMemory remembers the numbers that were read lately. Where the young generation is
// full it becomes the old one, which is forgotten.
type phoneMemory struct {
	mu         sync.Mutex
	young, old map[written]string
}

var phones phoneMemory

// get returns what read returns, from memory where it can.
func (m *phoneMemory) get(w written, read func(written) string) string {
	m.mu.Lock()
	phone, known := m.young[w]
	if !known {
		phone, known = m.old[w]
	}
	m.mu.Unlock()
	if known {
		return phone
	}
	phone = read(w)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.young == nil || len(m.young) >= rememberedPhones {
		m.young, m.old = make(map[written]string, rememberedPhones/4), m.young
	}
	m.young[w] = phone
	return phone
}
