using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;
using Xunit;

namespace AgentMemory.Testing;

/// <summary>What every family of games keeps to, whatever its parameters and seed.</summary>
public static class GameFamilyConformance
{
    private const int TurnsMax = 1000;

    /// <summary>Checks one task by playing it at random.</summary>
    /// <param name="family">Whose task.</param>
    /// <param name="parameters">Of the task.</param>
    /// <param name="seed">Of the play.</param>
    /// <param name="twice">Make the task a second time and see that it is the same.</param>
    public static void Check(ITaskFamily family, TaskParameters parameters, ulong seed, bool twice = true)
    {
        var task = family.Create(parameters);
        Assert.Equal(TaskKind.Game, task.Kind);
        Assert.True(task.Ceiling > task.Floor, $"{task.Id}: ceiling {task.Ceiling} is not above floor {task.Floor}");
        Assert.NotEmpty(task.Documents);
        var first = Play(task, task.Practice(seed), seed);
        Assert.Equal(first, Play(task, task.Practice(seed), seed));
        if (!twice)
        {
            return;
        }

        var again = family.Create(TaskParameters.Parse(task.Id));
        Assert.Equal(task.Id, again.Id);
        Assert.Equal(task.Documents, again.Documents);
        Assert.Equal((task.Floor, task.Ceiling), (again.Floor, again.Ceiling));
        Assert.Equal(first, Play(again, again.Practice(seed), seed));
    }

    /// <summary>One random play as text; its end, its range and its words are checked on the way.</summary>
    private static string Play(ITask task, IEpisode episode, ulong seed)
    {
        var rng = new Rng(seed);
        var text = new List<string>();
        for (var turn = 0; episode.Outcome is null; turn++)
        {
            Assert.True(turn < TurnsMax, $"{task.Id} does not end");
            var view = episode.View;
            var replies = Assert.IsType<ReplyForm.OneOf>(view.Reply).Replies;
            Assert.NotEmpty(replies);
            Assert.Equal(replies.Count, replies.Distinct(StringComparer.Ordinal).Count());
            Assert.DoesNotContain('\n', view.Text);
            Named(task, view.Text);
            Assert.Throws<ArgumentException>(() => episode.After("no such move"));
            var reply = rng.Pick(replies);
            Named(task, reply);
            text.Add($"{view.Text}\n> {reply}");
            episode = episode.After(reply);
        }

        text.Add($"= {episode.Outcome.Feedback} ({episode.Outcome.Score:R})");
        Assert.NotEmpty(text);
        Assert.DoesNotContain('\n', episode.Outcome.Feedback);
        return string.Join("\n", text);
    }

    /// <summary>The rulebook names every invented word that the player sees.</summary>
    private static void Named(ITask task, string text)
    {
        var rulebook = string.Concat(task.Documents.Select(d => d.Title + "\n" + d.Text));
        foreach (var word in text.Split([' ', ',', '/'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Invented.Contains(word))
            {
                Assert.Contains(word, rulebook, StringComparison.Ordinal);
            }
        }
    }

    private static readonly HashSet<string> Invented = new(InventedWords.Pool, StringComparer.Ordinal);
}
