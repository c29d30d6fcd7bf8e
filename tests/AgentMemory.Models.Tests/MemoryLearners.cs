using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Memory.Memory;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Memory.Rag;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests;

/// <summary>The memory path with the model that the project ships, and with one that never saw a note.</summary>
public sealed class MemoryLearners
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly string Shipped = RepositoryFiles.Path("models", "small.gguf");

    public static TheoryData<string> Learners => ["context", "context-compacted", "notes", "notes-edit", "rag", "memory"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void A_learner_with_a_real_model_holds_to_the_conformance_kit(string id)
    {
        using var model = Open(Shipped);
        LearnerConformance.Check(() => Make(id, model, 160));
    }

    [Theory]
    [InlineData("notes", 256)]
    [InlineData("notes-edit", 256)]
    [InlineData("notes-edit", 1024)]
    [InlineData("notes-edit", 4096)]
    public void Notes_of_a_real_model_are_in_the_next_prompt_and_keep_their_budget(string id, int tokensMax) =>
        NotesAreKept(Shipped, id, tokensMax);

    [OthersModelFact("stories260K.gguf")]
    public void A_model_that_never_saw_a_note_can_only_write_valid_ones() =>
        NotesAreKept(OthersModels.Path("stories260K.gguf"), "notes-edit", 256);

    private static void NotesAreKept(string path, string id, int tokensMax)
    {
        using var folder = new TemporaryFolder();
        using var model = Open(path);
        var learner = Make(id, model, tokensMax);
        var task = new ButtonTask(4, 5);
        Artifact? artifact = null;
        for (var block = 1; block <= 3; block++)
        {
            model.Forget();
            artifact = Study(learner, task, Directory.CreateDirectory(folder.File($"{block}")).FullName, artifact, block);
            using var kept = JsonDocument.Parse(File.ReadAllText(artifact.PathOf("notes.json")));
            var notes = kept.RootElement.GetProperty(task.Id).EnumerateArray().Select(n => n.GetProperty("text").GetString()!).ToList();
            Assert.True(notes.Sum(model.Tokenizer.Count) <= tokensMax);
            Assert.All(notes, note => Assert.DoesNotContain('\n', note));
            using var player = learner.Open(artifact);
            var prompt = player.Choose([Turn(task)], CancellationToken.None)[0].Prompt!;
            Assert.Equal(notes.Count > 0, prompt.Contains($"- {notes.FirstOrDefault()}\n", StringComparison.Ordinal));
        }
    }

    private static LocalModel Open(string path) =>
        LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Threads = 1, Slots = 8, ContextTokens = 2_048 });

    private static ILearner Make(string id, LocalModel model, int tokensMax)
    {
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(Math.Min(model.ContextTokens, id == "context-compacted" ? 240 : 2_048), 80),
            Threads = 1,
            OpenEmbedder = () => LocalEmbedder.Open(ModelEntry.OfFile(model.Card.Path), new EngineOptions { Threads = 1 }),
        };
        var notes = new NotesSettings
        {
            TokensMax = tokensMax,
            Writing = id == "notes-edit" ? NoteWriting.Edit : NoteWriting.Rewrite,
        };
        var rag = new RagSettings { PassagesMax = 4, PassageTokens = 60, Embedder = EmbedderChoice.Model };
        return id.Split('-')[0] switch
        {
            "context" => new ContextLearner(tools, new ContextSettings
            {
                Keeps = id.EndsWith("compacted", StringComparison.Ordinal) ? ContextKeeping.Compacted : ContextKeeping.Recent,
                EpisodesMax = 50,
                SummaryTokens = 40,
            }),
            "notes" => new NotesLearner(tools, notes),
            "rag" => new RagLearner(tools, rag),
            _ => new MemoryLearner(tools, new MemorySettings { Notes = notes, Rag = rag }),
        };
    }

    private static Artifact Study(ILearner learner, ButtonTask task, string folder, Artifact? before, int block)
    {
        var start = task.Practice(1);
        var replies = ((ReplyForm.OneOf)start.View.Reply).Replies;
        return learner.Study(
            new StudyRequest
            {
                Before = before,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
                Experience =
                [
                    .. replies.Select((reply, i) => new EpisodeRecord
                    {
                        TaskId = task.Id,
                        Seed = (ulong)i,
                        Moves = [new Move(start.View, reply, null, null)],
                        Outcome = start.After(reply).Outcome!,
                        Score = start.After(reply).Outcome!.Score,
                    }),
                ],
                Round = new PracticeRound { Starts = 1 },
                Folder = folder,
                Rng = new Rng((ulong)block),
            },
            CancellationToken.None).Artifact!;
    }

    private static Turn Turn(ButtonTask task) => new()
    {
        TaskId = task.Id,
        Documents = task.Documents,
        Earlier = [],
        View = task.Exam(1).View,
        Temperature = 0,
        Restricted = true,
        Seed = 1,
    };
}
