using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Core;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Testing;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Storage;

/// <summary>Which SQLite is loaded: one, and none that loses pages.</summary>
public sealed partial class SqliteLibraryTests
{
    [Theory]
    [InlineData("3.35.5", false)]
    [InlineData("3.50.4", false)]
    [InlineData("3.51.2", false)]
    [InlineData("3.51", false)]
    [InlineData("", false)]
    [InlineData("3.x", false)]
    [InlineData("3.51.3", true)]
    [InlineData("3.53.4", true)]
    [InlineData("4.0.0", true)]
    public void An_older_library_is_refused_in_one_line(string version, bool isGood)
    {
        if (isGood)
        {
            SqliteRequirement.Check(version);
            return;
        }

        var message = Assert.Throws<UserErrorException>(() => SqliteRequirement.Check(version)).Message;
        Assert.Contains("3.51.3", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_library_that_is_loaded_is_the_package_s_and_uses_no_memory_map()
    {
        Assert.Equal(new Version(3, 53), Version.Parse(Version.Parse(SqliteLedger.EngineVersion()).ToString(2)));
        using var folder = new TemporaryFolder();
        using var connection = new SqliteConnection($"Data Source={folder["any.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA mmap_size";
        Assert.Equal(0L, command.ExecuteScalar());
    }

    [Fact]
    public void The_output_folder_holds_exactly_one_native_library() => Assert.Single(
        Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories), file => NativeName().IsMatch(Path.GetFileName(file)));

    [Fact]
    public void Exactly_one_package_brings_a_native_library()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "AgentMemory.Tests.deps.json");
        using var restored = JsonDocument.Parse(File.ReadAllText(file));
        var packages = restored.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(package => Natives(package.Value, "runtimeTargets").Concat(Natives(package.Value, "native")).Any())
            .Select(package => package.Name);
        Assert.StartsWith("SQLite/3.53.", Assert.Single(packages), StringComparison.Ordinal);

        static IEnumerable<string> Natives(JsonElement package, string group) => package.TryGetProperty(group, out var files)
            ? files.EnumerateObject().Select(native => native.Name).Where(name => NativeName().IsMatch(Path.GetFileName(name)))
            : [];
    }

    /// <summary>A pooled connection keeps the file open after it was disposed, and a mapped file is what checkpoints of others can tear.</summary>
    [Fact]
    public void Every_connection_of_ours_is_unpooled_and_unmapped()
    {
        var sources = Directory.EnumerateFiles(RepositoryFiles.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Where(text => text.Contains("new SqliteConnection", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, text => Assert.Contains("Pooling = false", text, StringComparison.Ordinal));
        Assert.All(sources, text => Assert.DoesNotContain("mmap_size", text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(lib)?(e_)?(sqlite3|sqlcipher|vec0)[^.]*\.(so|dll|dylib|a)(\.\d+)*$", RegexOptions.IgnoreCase)]
    private static partial Regex NativeName();
}
