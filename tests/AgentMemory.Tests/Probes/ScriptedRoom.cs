using System.Text.RegularExpressions;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Probes;
using AgentMemory.Learners;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Testing;
using AgentMemory.Tests.Rooms;

namespace AgentMemory.Tests.Probes;

/// <summary>A room whose model is scripted and whose tasks are buttons, of which one wins.</summary>
internal sealed partial class ScriptedRoom : IProbeLearners, IDisposable
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly LearnerDefaults Defaults = new(LearnerCatalogue.All);
    private static readonly string[] Colours = ["red", "blue", "green", "grey"];
    private static readonly Plan NoPlan = PlanFile.Read(RepositoryFiles.Path("eval", "plans", "default.yaml"), Defaults);
    private readonly TemporaryFolder _folder = new();

    public ScriptedRoom(Func<CompletionRequest, string> reply)
    {
        Model = new ScriptedModel(reply);
        Room = new ProbeRoom
        {
            Plan = ProbePlanFile.Parse("probes.yaml", Plan),
            Shop = TestWorkshop.Of(NoPlan, Model, [], new OneFamily(new ButtonFamily(), name => new NotedButtons((ButtonTask)ButtonTask.Make(name))), _folder.Path),
            Prompt = new PlayPrompt(Prompts),
            Learners = this,
            MakeTelling = (_, seed) => Tell(seed),
        };
    }

    public ProbeRoom Room { get; }

    public ScriptedModel Model { get; }

    public void Dispose() => _folder.Dispose();

    // What the weights path does to an exam, this one's memory does here.
    public ILearner Make(ProbedLearner learner) => Learner(learner == ProbedLearner.NoLearning ? "frozen" : "context", Model, []);

    public ILearner MakeWriter(ILanguageModel model, ProbePlay writing) =>
        Learner("notes", model, new Dictionary<string, string> { ["temperature"] = writing == ProbePlay.Sampled ? "1" : "0" });

    /// <summary>Presses what stands before the last win, else any button, the first one where it plays the likeliest.</summary>
    public static string RepeatsWhatWon(CompletionRequest request)
    {
        if (request.Form is not CompletionForm.OneOf form)
        {
            return "- something\n";
        }

        var lines = request.Prompt.Split('\n');
        var win = Array.FindLastIndex(lines, line => line == "= you win");
        return win > 0 ? lines[win - 1][1..] + "\n" : Any(request, form);
    }

    /// <summary>Presses the button that its notes call the winner.</summary>
    public static string ObeysNotes(CompletionRequest request)
    {
        var form = (CompletionForm.OneOf)request.Form;
        return Noted().Match(request.Prompt) is { Success: true } noted ? $" {noted.Groups[1].Value}\n" : Any(request, form);
    }

    /// <summary>Answers from the last so many letters of its prompt, and wrongly where they do not tell.</summary>
    public static Func<CompletionRequest, string> LooksBack(int letters) => request =>
    {
        var seen = request.Prompt[^Math.Min(letters, request.Prompt.Length)..];
        var name = Asked().Match(request.Prompt).Groups[1].Value;
        var told = Regex.Match(seen, $"of {name} is ([a-z]+)");
        return told.Success ? $" {told.Groups[1].Value}\n" : " none\n";
    };

    private static string Any(CompletionRequest request, CompletionForm.OneOf form) =>
        request.Temperature > 0 ? form.Texts[(int)(request.Seed % (ulong)form.Texts.Count)] : form.Texts[0];

    private static ILearner Learner(string id, ILanguageModel model, Dictionary<string, string> changes)
    {
        var known = Defaults.Named(id).Settings;
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(2048, 256),
            Threads = 1,
        };
        return SettingList.Of(known).Changed(known, changes) switch
        {
            ContextSettings settings => new ContextLearner(tools, settings),
            NotesSettings settings => new NotesLearner(tools, settings),
            _ => new FrozenLearner(tools),
        };
    }

    private static Telling Tell(ulong seed)
    {
        string[] names = ["ab", "cd", "ef", "gh", "ij", "kl"];
        var rng = new Rng(seed);
        string[] colours = [.. names.Select(_ => rng.Pick(Colours))];
        return new Telling(
            "Log",
            "What somebody says.",
            [.. names.Zip(colours, (name, colour) => $"The colour of {name} is {colour}.")],
            [.. Enumerable.Range(0, 200).Select(i => $"It rained for {i} days.")],
            [.. names.Zip(colours).Chunk(2).Select(two => string.Join(' ', two.Select(p => $"The colour of {p.First} is {p.Second}.")))],
            [.. names.Select((name, i) => new ToldQuestion(new Question(name, colours[i]), i, i / 2, 0.25))]);
    }

    [GeneratedRegex("- (button [0-9]+) wins")]
    private static partial Regex Noted();

    [GeneratedRegex("What colour has ([a-z]+)\\?")]
    private static partial Regex Asked();

    private sealed class Question(string name, string colour, Outcome? outcome = null) : IEpisode
    {
        public View View => new($"What colour has {name}?", new ReplyForm.Written(
            8, "reply ::= \"red\" | \"blue\" | \"green\" | \"grey\" | \"none\""));

        public Outcome? Outcome => outcome;

        public IEpisode After(string reply) => new Question(name, colour, new Outcome(reply == colour ? 1 : 0, "thanks"));
    }

    /// <summary>Buttons whose winner can be noted.</summary>
    private sealed class NotedButtons(ButtonTask task) : ITask, IDemonstrable
    {
        public string Id => task.Id;

        public string Family => task.Family;

        public TaskKind Kind => task.Kind;

        public IReadOnlyList<Document> Documents => task.Documents;

        public HiddenShare Hidden => task.Hidden;

        public Known<double> HiddenBits => Known<double>.Not("a task of tests");

        public Known<IEvidence> Evidence => Known<IEvidence>.Not("a task of tests");

        public Known<IQuestionPartition> Partition => Known<IQuestionPartition>.Not("a task of tests");

        public Known<IStateExam> StateExam => Known<IStateExam>.Not("a task of tests");

        public double Floor => task.Floor;

        public double Ceiling => task.Ceiling;

        public IReadOnlyList<string> TrueNotes => [$"{task.Winner} wins"];

        public IEpisode Practice(ulong seed) => task.Practice(seed);

        public IEpisode Exam(ulong seed) => task.Exam(seed);

        public IDemonstrator Demonstrate() => throw new NotSupportedException("nobody demonstrates buttons");
    }

    private const string Plan = """
        schema: agentmemory.probes/1
        name: scripted
        seed: 3
        seeds: 4
        exam: 6
        batch: 4
        context_tokens: 2048
        episode_tokens: 256
        blocks: 1
        practice: 30
        confidence: 0.95
        tasks:
          seen: ["buttons?buttons=5"]
          unseen: ["buttons?buttons=3"]
        facts:
          window_task: none
          retrieval_task: none
          questions: 6
          distances: [512, 2048, 100000]
          messages: 4
        weights:
          tasks: ["buttons?buttons=5"]
          blocks: 1
          practice: 30
        goals:
          legal_replies: 0.98
          note_lines: 0.95
          context_gain: 0.15
          notes_gain: 0.15
          retrieval: 0.95
        """;
}
