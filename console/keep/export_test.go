package keep

// Settled reports whether nothing is being made.
func (k *Kept) Settled() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, m := range k.making {
		if m.ended.IsZero() {
			return false
		}
	}
	return true
}
