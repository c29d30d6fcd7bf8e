using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Words;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Conversations in the plain layout of prompts/chat: with what is remembered quoted in front, or with what was said
/// a few turns before. Topics are a game, its name and rules and what was found out about it, and matters of invented
/// people, of which the latest word counts.
/// </summary>
internal sealed class ConversationLifeWriter(PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings) : ILifeWriter
{
    private const int FactsMin = 3;
    private const int FactsMax = 9;
    private const int FirstPassage = 120;
    private static readonly DateOnly FirstDay = new(2026, 1, 1);

    private static readonly string[] Matters =
        ["pet", "trade", "home town", "favourite colour", "favourite dish", "street", "boat", "song", "key", "horse"];

    private static readonly string[] Greetings = ["Hello.", "Good morning.", "Hello, who are you?", "Hi."];

    private static readonly string[] Told =
        ["The {0} of {1} is {2}.", "{1} has {2} as {0}.", "By the way, the {0} of {1} is {2}.", "Please remember: the {0} of {1} is {2}."];

    private static readonly string[] Asked =
        ["What is the {0} of {1}?", "Do you know the {0} of {1}?", "Tell me the {0} of {1}.", "What did I say is the {0} of {1}?"];

    public Life Write(LifeRequest request)
    {
        var (task, rng) = (request.Task, request.Rng);
        var script = new LifeScript(prompt, tokenizer, settings, request.Tokens);
        var facts = Facts(rng);
        var notes = (task as IDemonstrable)?.TrueNotes ?? [];
        var name = task.Documents[0].Title.Split(' ')[^1];
        var rules = Sentence(task.Documents[0].Text);
        var remembers = rng.Chance(0.6);
        var knowsGame = rng.Chance(0.6);
        var passages = new List<string>(facts.Select(f => f.Said));
        if (knowsGame)
        {
            passages.AddRange(notes.Select(n => $"In the game of {name}, {n}."));
            passages.Add($"The game of {name}: {rules}");
        }

        script.Add(prompt.Book.Text("chat/system") + "\n" + (remembers ? Memory(passages, rng) : ""));
        Turn(rng.Pick(Greetings), $"Hello. I know {(knowsGame && remembers ? $"the game of {name}" : "what you tell me")}.", 0.5);
        if (!remembers)
        {
            foreach (var passage in passages)
            {
                Turn(passage, "I shall remember it.", 0.1);
            }
        }

        while (script.Room > 0)
        {
            switch (knowsGame ? rng.Next(6) : 0)
            {
                case 4:
                    Turn(rng.Pick(["How is " + name + " played?", $"What is {name}?", $"Tell me about the game of {name}."]), rules, 1);
                    break;
                case 5 when notes.Count > 0:
                    var note = rng.Next(notes.Count);
                    Turn($"What was noted of {name}, line {(note + 1).ToString(CultureInfo.InvariantCulture)}?", $"It was noted that {notes[note]}.", 1);
                    break;
                default:
                    Ask();
                    break;
            }
        }

        return script.Finish(task.Id, endsText: false);

        void Ask()
        {
            var isKnown = rng.Chance(0.85);
            var asked = rng.Pick(facts);
            var matter = isKnown ? asked.Matter : rng.Pick(Matters);
            var latest = facts.LastOrDefault(f => f.Person == asked.Person && f.Matter == matter);
            Turn(
                string.Format(CultureInfo.InvariantCulture, rng.Pick(Asked), matter, asked.Person),
                latest is null
                    ? $"I do not know the {matter} of {asked.Person}."
                    : $"The {matter} of {asked.Person} is {latest.Value}.",
                1);
        }

        void Turn(string said, string answered, double factor)
        {
            script.Add($"{prompt.Book.Text("chat/user-mark")} {said}\n{prompt.Book.Text("chat/assistant-mark")}", settings.DocumentWeight);
            script.Add($" {answered}\n", settings.ReplyWeight * factor, LifeKind.Prose);
        }
    }

    // Some matters are told twice; the later word counts.
    private static List<Fact> Facts(Rng rng)
    {
        var names = InventedWords.Draw(2 * FactsMax, rng);
        var people = rng.Next(2, 5);
        var facts = new List<Fact>();
        var count = rng.Next(FactsMin, FactsMax + 1);
        for (var i = 0; i < count; i++)
        {
            var (person, matter) = i > 0 && rng.Chance(0.25)
                ? (facts[rng.Next(i)].Person, facts[rng.Next(i)].Matter)
                : (names[rng.Next(people)], rng.Pick(Matters));
            var value = names[people + i];
            var told = facts.Exists(f => f.Person == person && f.Matter == matter) ? "Now the {0} of {1} is {2}." : rng.Pick(Told);
            facts.Add(new Fact(person, matter, value, string.Format(CultureInfo.InvariantCulture, told, matter, person, value)));
        }

        return facts;
    }

    // Found passages come in no order of time: their dates tell which is the later.
    private string Memory(IReadOnlyList<string> passages, Rng rng)
    {
        var first = rng.Next(1, FirstPassage);
        var fenced = passages.Select((text, i) => prompt.Book.Fill(
            "chat/passage",
            ("id", string.Create(CultureInfo.InvariantCulture, $"p{first + i}")),
            ("date", FirstDay.AddDays(first + i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("text", "| " + text))).ToArray();
        rng.Shuffle<string>(fenced);
        return prompt.Book.Fill("chat/memory", ("passages", string.Join('\n', fenced))) + "\n";
    }

    private static string Sentence(string text)
    {
        var line = text.Split('\n')[0];
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..(end + 1)];
    }

    private sealed record Fact(string Person, string Matter, string Value, string Said);
}
