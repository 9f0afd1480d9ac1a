// Minimum: Go 1.20
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
)

// read is one metric, now.
func read(name string) metrics.Value {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value
}

func goroutines() uint64 { return read("/sched/goroutines:goroutines").Uint64() }

// late counts how often a goroutine was ready for a millisecond or more before it ran.
func late() (times uint64) {
	all := read("/sched/latencies:seconds").Float64Histogram()
	for i, count := range all.Counts {
		if all.Buckets[i] >= 0.001 {
			times += count
		}
	}
	return times
}

func mutexWait() float64 { return read("/sync/mutex/wait/total:seconds").Float64() }

func main() {
	// Goroutines: a leak is a number that does not come back.
	before, leave := goroutines(), make(chan struct{})
	var all sync.WaitGroup
	for i := 0; i < 100; i++ {
		all.Add(1)
		go func() { defer all.Done(); <-leave }()
	}
	fmt.Println("goroutines: 100 more wait:", goroutines()-before)
	close(leave)
	all.Wait()
	for goroutines() > before {
		runtime.Gosched()
	}
	fmt.Println("goroutines: they have ended:", goroutines()-before)

	// Latency: four compute on one processor, and the fifth is ready long before it runs.
	old, was := runtime.GOMAXPROCS(1), late()
	var over atomic.Bool
	for i := 0; i < 4; i++ {
		go func() {
			for !over.Load() {
			}
		}()
	}
	for late() == was {
		runtime.Gosched()
	}
	over.Store(true)
	runtime.GOMAXPROCS(old)
	fmt.Println("latency: some goroutine was ready for 1 ms or more: true")

	// A mutex: the wait is counted when it ends, so a hang adds nothing. The
	// runtime counts each eighth time that a goroutine stops running.
	var mu sync.Mutex
	wait := func() (got chan struct{}) {
		got = make(chan struct{})
		go func() { mu.Lock(); close(got) }()
		buffer := make([]byte, 1<<16)
		for !strings.Contains(string(buffer[:runtime.Stack(buffer, true)]), "lockSlow") {
			runtime.Gosched()
		}
		return got
	}
	mu.Lock()
	waited := mutexWait()
	got := wait()
	fmt.Println("mutex: a goroutine waits, and the metric has grown:", mutexWait() > waited)
	mu.Unlock()
	<-got
	for mutexWait() == waited {
		got := wait()
		mu.Unlock()
		<-got
	}
	fmt.Println("mutex: waits that ended make it grow: true")

	// A cycle of the collector is no preemption.
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	cycles := stats.NumGC
	runtime.GC()
	runtime.ReadMemStats(&stats)
	fmt.Println("NumGC counts collections:", stats.NumGC > cycles)
}
