using System.Globalization;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Validation;
using AgentMemory.Models.Tests.Weights;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests.Hostile;

/// <summary>
/// Damaged files never end the process, never take memory beyond a limit, and always end in a load or a line of error.
/// AGENTMEMORY_MUTATIONS=20000 runs as many instead of the few of every day, a third as many in the trainer;
/// AGENTMEMORY_CRASHES names a folder for what went wrong.
/// </summary>
public sealed class HostileModels : IDisposable
{
    /// <summary>
    /// What a damaged little model may add to the address space of the process that loads it: the largest text and the
    /// largest array of the limits fit into it, a batch of the largest vocabulary does not.
    /// </summary>
    private const long GrowthKibibytesMax = 256 * 1_024;

    private const int MutationsUsual = 600;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_seed_loads_and_is_used()
    {
        using var loader = new LoaderProcess();
        foreach (var (name, bytes) in SeedModels.All)
        {
            var result = loader.Load(Write(name, bytes));
            Assert.True(result.Outcome == LoadOutcome.Loaded, $"{name}: {result}");
        }

        Assert.Equal(LoadOutcome.Loaded, loader.Load($"{Write("adapter", SeedModels.Adapter)}\t{Write("llama", SeedModels.All["llama"])}").Outcome);
    }

    [Fact]
    public void Damaged_models_and_adapters_load_or_are_refused_in_a_line()
    {
        var basePath = Write("base", SeedModels.All["llama"]);
        Damage(1, [.. Seeds()], (name, path) => name == "adapter" ? $"{path}\t{basePath}" : path);
    }

    [Fact]
    public void Damaged_models_and_adapters_are_trained_or_refused_in_a_line()
    {
        var basePath = Write("base", SeedModels.All["llama"]);
        Damage(3, [.. TrainableSeeds()], (name, path) => name == "adapter" ? $"train\t{path}\t{basePath}" : $"train\t{path}");
    }

    /// <summary>llama.cpp would look for the end of no turned numbers for ever; found by damage.</summary>
    [Theory]
    [InlineData("gemma2")]
    [InlineData("qwen3")]
    public void A_model_that_turns_none_of_its_numbers_is_refused(string seed)
    {
        using var loader = new LoaderProcess();
        var bytes = SeedModels.All[seed].ToArray();
        var key = Encoding.UTF8.GetBytes($"{seed}.rope.dimension_count");
        // Behind a key stand four bytes of type, then the value.
        bytes[bytes.AsSpan().IndexOf(key) + key.Length + sizeof(uint)] = 0;
        var result = loader.Load(Write("unturned", bytes));
        Assert.Equal(LoadOutcome.Refused, result.Outcome);
        Assert.Contains("rope.dimension_count", result.Message, StringComparison.Ordinal);
    }

    /// <summary>Where only layers with a window mark places, a sound file says so by a zero.</summary>
    [Theory]
    [InlineData("maple", true)]
    [InlineData("llama", false)]
    public void None_turned_is_sound_where_windows_turn_theirs(string architecture, bool isSound)
    {
        var path = Write("zero", [.. SeedModels.TurnedInWindowsAlone(architecture)]);
        using var file = GgufFile.Open(path);
        var refusal = Record.Exception(() => ModelValidation.Check(file, vocabularyOnly: false));
        Assert.Equal(isSound, refusal is not ModelFileException refused || !refused.Message.Contains("rope.dimension_count", StringComparison.Ordinal));
    }

    /// <summary>A window of two thousand million tokens took 16 GiB of addresses; found by damage.</summary>
    [Fact]
    public void A_model_with_a_window_beyond_all_texts_is_refused()
    {
        using var loader = new LoaderProcess();
        var bytes = SeedModels.All["gemma2"].ToArray();
        var at = bytes.AsSpan().IndexOf("gemma2.attention.sliding_window"u8) + "gemma2.attention.sliding_window".Length + sizeof(uint);
        BitConverter.TryWriteBytes(bytes.AsSpan(at), 0x7F80_0000u);
        var result = loader.Load(Write("window", bytes));
        Assert.Equal(LoadOutcome.Refused, result.Outcome);
        Assert.Contains("sliding_window", result.Message, StringComparison.Ordinal);
    }

    /// <summary>The seeds, and a small model that others trained, where it is there.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Seeds()
    {
        foreach (var (name, bytes) in SeedModels.All)
        {
            yield return (name, bytes);
        }

        yield return ("adapter", SeedModels.Adapter);
        var stories = OthersModels.Path("stories260K.gguf");
        if (File.Exists(stories))
        {
            yield return ("stories", File.ReadAllBytes(stories));
        }

        yield return ("small", File.ReadAllBytes(RepositoryFiles.Path("models", "small.gguf")));
    }

    /// <summary>Every architecture that can be trained, in its usual form and in others.</summary>
    private IEnumerable<(string Name, byte[] Bytes)> TrainableSeeds()
    {
        foreach (var name in ArchitectureModels.Names.Concat(ArchitectureModels.Variants))
        {
            yield return (name, File.ReadAllBytes(ArchitectureModels.Save(name, _folder.File("seed.gguf"))));
        }

        yield return ("llama-q8", SeedModels.All["llama-q8"]);
        yield return ("adapter", SeedModels.Adapter);
    }

    /// <summary>Damages seeds in turn and hands them to a process that may crash over them.</summary>
    /// <param name="share">Of the files of a run, one in so many.</param>
    /// <param name="models">Sound files.</param>
    /// <param name="line">What the process is told of a seed's name and a damaged file's path.</param>
    private void Damage(int share, IReadOnlyList<(string Name, byte[] Bytes)> models, Func<string, string, string> line)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("AGENTMEMORY_MUTATIONS") ?? $"{MutationsUsual}", CultureInfo.InvariantCulture) / share;
        using var loader = new LoaderProcess();
        var report = new Report();
        foreach (var (name, bytes) in models)
        {
            var result = loader.Load(line(name, Write("sound", bytes)));
            Assert.True(result.Outcome == LoadOutcome.Loaded, $"{name}: {result}");
        }

        var seeds = models.Select(seed => (seed.Name, Mutator: new GgufMutator(seed.Bytes))).ToArray();
        for (var i = 0; i < count; i++)
        {
            var rng = new Rng(Rng.Mix(20_261_121, (ulong)i));
            var (name, mutator) = seeds[i % seeds.Length];
            var bytes = mutator.Mutate(rng);
            var before = loader.PeakKibibytes;
            var result = loader.Load(line(name, Write("mutant", bytes)));
            report.Add(result.Outcome, loader.IsWarm ? loader.PeakKibibytes - before : 0);
            var isLine = result.Outcome != LoadOutcome.Refused || (result.Message.Length > 0 && !result.Message.Contains('\n', StringComparison.Ordinal));
            if (result.Outcome is LoadOutcome.Crash or LoadOutcome.Hang or LoadOutcome.Fault || !isLine || report.LastGrowth > GrowthKibibytesMax)
            {
                report.Wrong.AppendLine(CultureInfo.InvariantCulture, $"{name} {i}: {result.Outcome}, {report.LastGrowth} KiB: {Short(result.Message)}");
                Keep($"{name}-{i}.gguf", bytes);
            }
        }

        Console.Out.WriteLine(report);
        Keep($"report-{models[0].Name}-{models.Count}.txt", Encoding.UTF8.GetBytes(report.ToString()));
        Assert.True(report.Wrong.Length == 0, report.Wrong.ToString());
        Assert.True(report.Of(LoadOutcome.Loaded) > count / 20, "too few came through to native code to prove anything");
        Assert.True(report.Of(LoadOutcome.Refused) > count / 4, "too few were damaged to prove anything");
    }

    private static string Short(string message) => message.Length <= 400 ? message : message[..400];

    private static void Keep(string name, byte[] bytes)
    {
        if (Environment.GetEnvironmentVariable("AGENTMEMORY_CRASHES") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private string Write(string name, byte[] bytes)
    {
        var path = _folder.File(name + ".gguf");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private sealed class Report
    {
        private readonly int[] _counts = new int[Enum.GetValues<LoadOutcome>().Length];
        private long _growthMax;

        public StringBuilder Wrong { get; } = new();

        public long LastGrowth { get; private set; }

        public void Add(LoadOutcome outcome, long growth)
        {
            _counts[(int)outcome]++;
            LastGrowth = growth;
            _growthMax = Math.Max(_growthMax, growth);
        }

        public int Of(LoadOutcome outcome) => _counts[(int)outcome];

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{_counts.Sum()} files: {string.Join(", ", Enum.GetValues<LoadOutcome>().Select(o => $"{Of(o)} {o}"))}; largest growth {_growthMax / 1_024} MiB\n{Wrong}");
    }
}
