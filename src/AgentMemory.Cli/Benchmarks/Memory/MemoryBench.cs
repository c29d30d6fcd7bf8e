using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Cli.Benchmarks.Memory;

/// <summary>
/// The memory store at scale: a million generated passages with 256-dimensional embeddings of their spelling, questions to them,
/// and the same questions by exact search over every word and every vector.
/// </summary>
internal static class MemoryBench
{
    private const int PassagesWanted = 1_000_000;
    private const int Together = 2_000;
    private const int Questions = 1_000;
    private const int ExactQuestions = 40;
    private const int ResultsWanted = 10;
    private const int Forgotten = 5;

    public static void Run(BenchContext context)
    {
        var folder = Directory.CreateTempSubdirectory("agentmemory-bench-");
        try
        {
            var texts = new GeneratedPassages(context.Seed);
            var embedder = new AheadOfTime(new SpellingEmbedder());
            var options = new MemoryStoreOptions { Time = context.Time, Embedder = embedder };
            var file = Path.Combine(folder.FullName, "memory.db");
            Fill(file, options, texts, embedder, context);
            using var store = MemoryStore.Open(file, options);
            foreach (var remark in store.Remarks)
            {
                context.Output.WriteLine(remark);
            }

            Search(store, texts, context);
            Recall(store, texts, context);
            Forget(store, context);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Fill(
        string file, MemoryStoreOptions options, GeneratedPassages texts, AheadOfTime embedder, BenchContext context)
    {
        using var store = MemoryStore.Open(file, options);
        var storing = TimeSpan.Zero;
        var whole = context.Time.GetTimestamp();
        for (var i = 0; i < PassagesWanted; i += Together)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var batch = Enumerable.Range(i, Together)
                .Select(n => new NewPassage { Text = texts.Passage(n), Kind = PassageKind.Document }).ToList();
            embedder.Prepare([.. batch.Select(p => p.Text)]);
            var began = context.Time.GetTimestamp();
            store.Add(batch, context.Cancellation);
            storing += context.Time.GetElapsedTime(began);
        }

        Line(context, $"{PassagesWanted:N0} passages, {Together} a batch: {PassagesWanted / storing.TotalSeconds:N0} inserts/s (goal 5,000)");
        var seconds = context.Time.GetElapsedTime(whole).TotalSeconds;
        Line(context, $"with writing and embedding the texts: {PassagesWanted / seconds:N0} passages/s; file {new FileInfo(file).Length / 1e9:F2} GB");
    }

    private static void Search(MemoryStore store, GeneratedPassages texts, BenchContext context)
    {
        var times = new List<double>();
        for (var i = 0; i <= Questions; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var query = new SearchQuery { Text = texts.Question(i, PassagesWanted), Count = ResultsWanted };
            var began = context.Time.GetTimestamp();
            store.Search(query, context.Cancellation);
            var took = context.Time.GetElapsedTime(began).TotalMilliseconds;
            if (i == 0)
            {
                Line(context, $"first search after opening, which reads the sketches: {took:F0} ms");
            }
            else
            {
                times.Add(took);
            }
        }

        times.Sort();
        Line(context, $"hybrid search over {Questions:N0} questions: median {times[Questions / 2]:F1} ms (goal 50), "
            + $"99th percentile {times[Questions * 99 / 100]:F1} ms (goal 150), longest {times[^1]:F1} ms");
        Line(context, $"memory of the process: {Environment.WorkingSet / 1e9:F2} GB, at most {PeakGigabytes():F2} GB (goal 3)");
    }

    private static void Recall(MemoryStore store, GeneratedPassages texts, BenchContext context)
    {
        foreach (var by in new[] { SearchBy.Both, SearchBy.Meaning, SearchBy.Words })
        {
            var (same, all) = (0, 0);
            for (var i = 0; i < ExactQuestions; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var query = new SearchQuery { Text = texts.Question(-1 - i, PassagesWanted), Count = ResultsWanted, By = by };
                var exact = Ids(store.Search(query with { Exact = true }, context.Cancellation));
                same += Ids(store.Search(query, context.Cancellation)).Count(exact.Contains);
                all += exact.Count;
            }

            Line(context, $"recall@{ResultsWanted} against exact search, by {by.ToString().ToLowerInvariant(),-8} {(double)same / all:F3}"
                + $"{(by == SearchBy.Both ? " (goal 0.95)" : "")}, {ExactQuestions} questions");
        }
    }

    /// <summary>Last, since it leaves the word index in one piece.</summary>
    private static void Forget(MemoryStore store, BenchContext context)
    {
        var times = new List<double>();
        for (var i = 1; i <= Forgotten; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var began = context.Time.GetTimestamp();
            store.Forget([$"p{PassagesWanted / Forgotten * i}"]);
            times.Add(context.Time.GetElapsedTime(began).TotalSeconds);
        }

        times.Sort();
        Line(context, $"forgetting one passage, {Forgotten} times: median {times[Forgotten / 2]:F1} s, longest {times[^1]:F1} s");
    }

    private static HashSet<string> Ids(SearchResult result) =>
        result.Passages.Select(p => p.Passage.Id).ToHashSet(StringComparer.Ordinal);

    private static double PeakGigabytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e9;
    }

    /// <summary>The culture is invariant throughout the program, so plain interpolation is.</summary>
    private static void Line(BenchContext context, string text)
    {
        context.Output.WriteLine(text);
        context.Output.Flush();
    }

    /// <summary>Embeds a batch before the store asks for it, so that inserting is timed without embedding.</summary>
    private sealed class AheadOfTime(IEmbedder inner) : IEmbedder
    {
        private IReadOnlyList<string>? _texts;
        private IReadOnlyList<float[]>? _vectors;

        public string Id => inner.Id;

        public int Dimensions => inner.Dimensions;

        public void Prepare(IReadOnlyList<string> texts)
        {
            _vectors = inner.Embed(texts, CancellationToken.None);
            _texts = texts;
        }

        public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation) =>
            _texts is not null && texts.SequenceEqual(_texts) ? _vectors! : inner.Embed(texts, cancellation);
    }
}
