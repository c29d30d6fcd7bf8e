using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Half a gigabyte of libtorch is loaded by what trains, and by nothing else.</summary>
public sealed class LoadedLibrariesTests
{
    public static TheoryData<string> Untrained =>
    [
        "memory add apples --store STORE",
        "games list",
        "games solve heaps",
        "score CURVES",
        "complete --prompt Once --tokens 2",
        "chat --store STORE",
        "mcp --store STORE",
        "models list",
    ];

    [Theory]
    [MemberData(nameof(Untrained))]
    public void Commands_that_train_nothing_load_no_libtorch(string line)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.DoesNotContain(Loaded(line), library => library.Contains("torch", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void What_trains_loads_it()
    {
        if (OperatingSystem.IsLinux())
        {
            using var folder = new TemporaryFolder();
            File.WriteAllText(folder["lessons.jsonl"], """{"prompt": "a", "completion": " b"}""" + "\n");
            Assert.Contains(
                Loaded($"train --lessons {folder["lessons.jsonl"]} --out {folder["a.gguf"]} --epochs 1 --validation 0"),
                library => library.Contains("libtorch_cpu", StringComparison.Ordinal));
        }
    }

    // glibc's loader writes down every library that it opens, those that are opened later too.
    private static IReadOnlyList<string> Loaded(string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["curves.csv"], "learner,task,seed,step,score\na,t,1,0,0\na,t,1,1,1\n");
        var arguments = line.Replace("STORE", folder["store.db"], StringComparison.Ordinal)
            .Replace("CURVES", folder["curves.csv"], StringComparison.Ordinal).Split(' ');
        Directory.CreateDirectory(folder["trace"]);
        CommandRun.With([("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", folder["trace/of"])], arguments);
        var libraries = Directory.EnumerateFiles(folder["trace"]).SelectMany(File.ReadLines)
            .Where(traced => traced.Contains("generating link map", StringComparison.Ordinal) || traced.Contains("calling init", StringComparison.Ordinal)
                || traced.Contains("file=", StringComparison.Ordinal)).ToArray();
        Assert.Contains(libraries, library => library.Contains("libcoreclr", StringComparison.Ordinal));
        return libraries;
    }
}
