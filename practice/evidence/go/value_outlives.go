// Minimum: Go 1.21
package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
)

type (
	idKey      struct{}
	requestKey struct{}
)

// request is what many handlers put into a context whole.
type request struct {
	id   string
	body []byte
}

const size = 64 << 20

// megabytes is what is in use after a collection.
func megabytes() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc >> 20)
}

// handle ends, and leaves a cleanup behind that waits for its turn.
func handle(whole bool) (cleanup func() string) {
	r := &request{"request-7", make([]byte, size)}
	ctx := context.WithValue(context.Background(), idKey{}, r.id)
	if whole {
		ctx = context.WithValue(ctx, requestKey{}, r)
	}
	later := context.WithoutCancel(ctx)
	return func() string { return later.Value(idKey{}).(string) }
}

func main() {
	before := megabytes()
	for _, whole := range []bool{true, false} {
		cleanup := handle(whole)
		held := megabytes() - before
		fmt.Printf("the whole request is a value: %-5v  the cleanup of %s holds 64 MiB: %v\n", whole, cleanup(), held >= size>>20)
		runtime.KeepAlive(cleanup)
	}

	// A value from a pool has two owners: the context, and the next request.
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	first := pool.Get().(*bytes.Buffer)
	first.WriteString("delete request-7")
	ctx := context.WithValue(context.Background(), requestKey{}, first)
	// The handler returns, and gives the buffer back. The pool may hand it out at once; here it is by hand.
	next := first
	next.Reset()
	next.WriteString("delete request-8")
	fmt.Println("the cleanup of request-7 reads:", ctx.Value(requestKey{}))
}
