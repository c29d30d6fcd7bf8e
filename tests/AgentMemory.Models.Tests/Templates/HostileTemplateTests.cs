using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using AgentMemory.Inference.Templates;
using AgentMemory.Testing.Templates;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>
/// A template comes with a model from anywhere. Whatever it tries, it gives a text or one line, in seconds, and the process goes on.
/// AGENTMEMORY_TEMPLATES says how many are tried; a tenth run until a limit stops them, some five seconds each.
/// </summary>
public sealed class HostileTemplateTests
{
    private const int TemplatesUsual = 40;
    private const int TextMax = 4 * 1024 * 1024;

    /// <summary>The limit is five seconds, and a busy machine is slow to see that they are over.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(12);

    private static readonly JsonElement Variables = Parse(
        """{"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"}],"add_generation_prompt":true,"bos_token":"<s>","eos_token":"</s>","tools":null}""");

    private static int Count =>
        int.Parse(Environment.GetEnvironmentVariable("AGENTMEMORY_TEMPLATES") ?? $"{TemplatesUsual}", CultureInfo.InvariantCulture);

    [Fact]
    public void A_hostile_template_gives_a_text_or_one_line_in_seconds()
    {
        var wrong = new ConcurrentQueue<string>();
        var stopped = 0;
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            var source = HostileTemplates.Make(number);
            var began = TimeProvider.System.GetTimestamp();
            var (text, error) = Outcome(source);
            var time = TimeProvider.System.GetElapsedTime(began);
            Interlocked.Add(ref stopped, error is null ? 0 : 1);
            if (time > TimeMax)
            {
                wrong.Enqueue($"{number}: took {time}");
            }

            if (text is { Length: > TextMax })
            {
                wrong.Enqueue($"{number}: {text.Length} characters");
            }

            if (error is not null && (error.Length == 0 || RepairingChatTemplate.OneLine(error).Any(char.IsControl)))
            {
                wrong.Enqueue($"{number}: {error}");
            }

            if (HostileTemplates.KindOf(number) == Hostility.ReachHost && Leak(text ?? "") is { } leak)
            {
                wrong.Enqueue($"{number}: {leak} in {text}, from {source}");
            }
        });
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong));
        // Most of them are no harm once the limits stand, but a test that stops none tests nothing.
        Assert.True(stopped > Count / 4, $"{stopped} of {Count} stopped");
        Assert.Equal("Hello False", new JinjaTemplate("{{ messages[0].content }} {{ {}.polluted is defined }}").Render(Variables, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1024)]
    public void Deep_nesting_is_an_error_on_small_stacks_too(int stackKibibytes)
    {
        string[] sources =
        [
            "{{ " + new string('(', 10_000) + "1" + new string(')', 10_000) + " }}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            string.Concat(Enumerable.Repeat("{% if true %}", 5_000)),
        ];
        _ = Outcome("warm");
        var errors = new List<string?>();
        var thread = new Thread(() => errors.AddRange(sources.Select(source => Outcome(source).Error)), stackKibibytes * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(sources.Length, errors.Count);
        Assert.All(errors, Assert.NotNull);
    }

    [Fact]
    public async Task Cancelling_ends_a_rendering_within_two_seconds()
    {
        var template = new JinjaTemplate("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
        using var cancellation = new CancellationTokenSource();
        var rendering = Task.Run(() => template.Render(Variables, DateTimeOffset.UnixEpoch, cancellation.Token));
        await Task.Delay(200);
        var began = TimeProvider.System.GetTimestamp();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rendering);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(2));
    }

    private static (string? Text, string? Error) Outcome(string source)
    {
        try
        {
            return (new JinjaTemplate(source).Render(Variables, DateTimeOffset.UnixEpoch), null);
        }
        catch (Exception e) when (e is TemplateException or TemplateRefusedException)
        {
            return (null, e.Message);
        }
    }

    private static string? Leak(string text) => new[] { "native code", "[object", "System.", "Jint", "root:", "=>", "function (", "function(", "class " }
        .FirstOrDefault(sign => text.Contains(sign, StringComparison.Ordinal));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
