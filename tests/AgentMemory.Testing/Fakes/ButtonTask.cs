using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Testing;

/// <summary>The smallest task with something hidden: one of several buttons wins, always the same one.</summary>
public sealed class ButtonTask : ITask
{
    private readonly int _buttons;
    private readonly int _winner;

    /// <param name="buttons">How many.</param>
    /// <param name="seed">Rules which wins.</param>
    /// <param name="isVaried">The next one wins instead.</param>
    public ButtonTask(int buttons, ulong seed, bool isVaried = false)
    {
        _buttons = buttons;
        _winner = (new Rng(seed).Next(buttons) + (isVaried ? 1 : 0)) % buttons;
        Id = $"buttons?buttons={buttons}&seed={seed}{(isVaried ? "&twin=varied" : "")}";
    }

    /// <summary>Every task of buttons there is.</summary>
    public static ITaskCatalogue Catalogue { get; } = new OneFamily(new ButtonFamily());

    public string Id { get; }

    public string Family => "buttons";

    public TaskKind Kind => TaskKind.Game;

    public IReadOnlyList<Document> Documents { get; } =
    [
        new("Buttons", "Press a button. One of them wins."),
        new("Hint", "It is always the same one.", OpenBook: false),
    ];

    public HiddenShare Hidden => new("which button wins", 0);

    public Known<double> HiddenBits => Known<double>.Not("a task of tests");

    public Known<IEvidence> Evidence => Known<IEvidence>.Not("a task of tests");

    public Known<IQuestionPartition> Partition => Known<IQuestionPartition>.Not("a task of tests");

    public Known<IStateExam> StateExam => Known<IStateExam>.Not("a task of tests");

    public double Floor => 1.0 / _buttons;

    public double Ceiling => 1;

    /// <summary>The button that wins.</summary>
    public string Winner => Name(_winner);

    public IEpisode Practice(ulong seed) => new Episode(this, null);

    public IEpisode Exam(ulong seed) => new Episode(this, null);

    /// <summary>Makes the task that a name of the form <see cref="Id"/> stands for.</summary>
    public static ITask Make(string name) => Catalogue.Make(name);

    private static string Name(int button) => $"button {button}";

    private sealed class Episode(ButtonTask task, Outcome? outcome) : IEpisode
    {
        public View View => new("press", new ReplyForm.OneOf([.. Enumerable.Range(0, task._buttons).Select(Name)]));

        public Outcome? Outcome => outcome;

        public IEpisode After(string reply)
        {
            if (outcome is not null || !((ReplyForm.OneOf)View.Reply).Replies.Contains(reply))
            {
                throw new ArgumentException($"{reply} is not legal", nameof(reply));
            }

            var wins = reply == task.Winner;
            return new Episode(task, new Outcome(wins ? 1 : 0, wins ? "you win" : "you lose"));
        }
    }
}
