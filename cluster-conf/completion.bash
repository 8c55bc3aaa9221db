# Bash completion of cluster-conf/submit: source cluster-conf/completion.bash
# Zsh takes it after: autoload -U +X bashcompinit && bashcompinit

_richscale_submit() {
  local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
  local targets="local standalone yarn kubernetes"
  local jobs="plan sweep status claims fit report data"
  local specs="quickstart paper wide lr-transfer feature-strength ntk-gap rescaling-limits
    representations data-structure fashion-mnist-mlp cifar10-cnn author-mnist-mlp
    author-lr-transfer author-cifar10-cnn author-cifar10-mixer"
  local job="" target="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " $targets " in *" ${COMP_WORDS[i]} "*) [ -n "$target" ] || target="${COMP_WORDS[i]}" ;; esac
    case " $jobs " in *" ${COMP_WORDS[i]} "*) [ -n "$job" ] || job="${COMP_WORDS[i]}" ;; esac
  done
  local words files=""
  case "$previous" in
    plan | sweep) words="$specs" files=yes ;;
    data) words="digits mnist fashion-mnist cifar10" ;;
    --format) words="table json csv" ;;
    --scale) words="quick full" ;;
    --retry) words="failed" ;;
    --out | --to | --from | --cifar10 | --jars) words="" files=yes ;;
    *)
      case "$job" in
        "") [ -n "$target" ] && words="$jobs --conf --jars --deploy-mode --gpus" || words="$targets" ;;
        plan) words="--set --out --cores --format" ;;
        sweep) words="--set --out --dry-run --precision --max-trials --time-limit --retry" ;;
        status) words="--out --failed --format" ;;
        claims) words="--out --scale --only --set --cifar10 --format" ;;
        fit) words="--out --set --format" ;;
        report) words="--out" ;;
        data) words="--to --from" ;;
      esac
      [ -z "$job" ] || words="$words --help --verbose"
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ -z "$files" ] || COMPREPLY+=($(compgen -f -- "$word"))
}
complete -F _richscale_submit cluster-conf/submit submit ./submit
