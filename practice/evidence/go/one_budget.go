// Minimum: Go 1.21
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limit is a time, or none. A zero time is over at once.
type Limit struct {
	time    time.Duration
	limited bool
}

func after(d time.Duration) Limit { return Limit{d, true} }
func none() Limit                 { return Limit{} }

// Budget is passed down, and can only get smaller.
type Budget struct {
	ctx     context.Context
	name    string
	end     time.Time // of the work; zero is no limit
	reserve time.Duration
}

// plan fails if the steps and the reserve do not fit into the whole.
func plan(name string, whole Limit, reserve time.Duration, steps ...time.Duration) error {
	var sum time.Duration
	for _, step := range steps {
		sum += step
	}
	if whole.limited && (sum > whole.time-reserve || reserve >= whole.time) {
		return fmt.Errorf("the steps of %s add up to %v, and %v are there", name, sum, whole.time-reserve)
	}
	return nil
}

// begin starts the clock.
func begin(ctx context.Context, name string, whole Limit, reserve time.Duration) (Budget, context.CancelFunc) {
	b := Budget{ctx: ctx, name: name, reserve: reserve}
	if whole.limited {
		whole.time -= reserve
	}
	return b.ends(whole)
}

// layer has the smaller of its own limit and what is left. Entered with nothing left, it does not begin.
func (b Budget) layer(name string, limit Limit) (Budget, context.CancelFunc, error) {
	if err := context.Cause(b.ctx); err != nil {
		return b, nil, err
	}
	inner, cancel := Budget{ctx: b.ctx, name: name, end: b.end}.ends(limit)
	if !inner.end.IsZero() && !time.Now().Before(inner.end) {
		cancel()
		return inner, nil, fmt.Errorf("nothing is left for %s", name)
	}
	return inner, cancel, nil
}

// cleanup has the reserve, whatever has ended outside. WithoutCancel alone would have no end.
func (b Budget) cleanup() (Budget, context.CancelFunc) {
	outside := Budget{ctx: context.WithoutCancel(b.ctx), name: "cleanup"}
	return outside.ends(after(b.reserve))
}

// ends is the one place where a limit becomes a deadline. The earlier one keeps its name.
func (b Budget) ends(limit Limit) (Budget, context.CancelFunc) {
	end := time.Now().Add(limit.time)
	if !limit.limited || !b.end.IsZero() && b.end.Before(end) {
		ctx, cancel := context.WithCancel(b.ctx)
		b.ctx = ctx
		return b, cancel
	}
	ctx, cancel := context.WithDeadlineCause(b.ctx, end, fmt.Errorf("the limit of %s is over", b.name))
	b.ctx, b.end = ctx, end
	return b, cancel
}

// mute is a call that ends with its context, and says why.
func mute(ctx context.Context) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

func main() {
	fmt.Println("too many steps:", plan("start", after(time.Hour), 10*time.Minute, 40*time.Minute, 30*time.Minute))

	start, end := begin(context.Background(), "start", after(20*time.Millisecond), 0)
	query, done, _ := start.layer("query", after(time.Hour))
	fmt.Println("longer inside:", mute(query.ctx))
	done()
	_, _, err := start.layer("next", none())
	fmt.Println("too late:", err)
	end()

	start, end = begin(context.Background(), "start", none(), time.Hour)
	_, limited := start.ctx.Deadline()
	fmt.Println("none has a deadline:", limited)
	_, _, err = start.layer("zero", after(0))
	fmt.Println("a zero:", err)
	end()

	root, stop := context.WithCancelCause(context.Background())
	start, end = begin(root, "start", after(2*time.Hour), time.Hour)
	stop(errors.New("SIGTERM"))
	stop(errors.New("a second SIGTERM"))
	_, _, err = start.layer("state", none())
	fmt.Println("the first cause:", err)
	removal, done := start.cleanup()
	left, limited := removal.ctx.Deadline()
	fmt.Println("the cleanup:", context.Cause(removal.ctx), limited && time.Until(left) > 59*time.Minute)
	done()
	end()
}
