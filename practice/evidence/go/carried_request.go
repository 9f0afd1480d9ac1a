// Minimum: Go 1.21
package main

import (
	"context"
	"log/slog"
	"os"
	"sync"
)

type requestKey struct{}

// withRequest puts the id into a context: a string, and nothing that has an end.
func withRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// named adds the id of the context to each line that is logged with one.
type named struct{ slog.Handler }

func (h named) Handle(ctx context.Context, line slog.Record) error {
	if id, ok := ctx.Value(requestKey{}).(string); ok {
		line.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, line)
}

// A job brings the context of its request.
type job struct {
	ctx  context.Context
	shim string
}

func main() {
	untimed := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(named{slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: untimed})})
	ctx := withRequest(context.Background(), "request-7")

	log.InfoContext(ctx, "begins")
	log.Info("the same goroutine, without a context")
	var all sync.WaitGroup
	all.Add(1)
	go func() {
		defer all.Done()
		log.InfoContext(ctx, "another goroutine")
	}()
	all.Wait()
	jobs := make(chan job)
	all.Add(1)
	go func() {
		defer all.Done()
		for j := range jobs {
			log.InfoContext(j.ctx, "a worker of all requests", "shim", j.shim)
		}
	}()
	jobs <- job{ctx, "s1"}
	close(jobs)
	all.Wait()
	log.InfoContext(context.WithoutCancel(ctx), "cleanup")
	log.InfoContext(context.Background(), "cleanup from Background")
	// WithGroup and With are those of the handler inside: what they return is not wrapped.
	log.WithGroup("shim").InfoContext(ctx, "in a group", "pid", 12)
	slog.New(whole{named{log.Handler().(named).Handler}}).WithGroup("shim").InfoContext(ctx, "in a group, wrapped again", "pid", 12)
}

// whole wraps again what With and WithGroup return.
type whole struct{ named }

func (h whole) WithGroup(name string) slog.Handler { return whole{named{h.Handler.WithGroup(name)}} }

func (h whole) WithAttrs(all []slog.Attr) slog.Handler { return whole{named{h.Handler.WithAttrs(all)}} }
